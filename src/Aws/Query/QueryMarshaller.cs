using System.Net;
using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using IRequest = Amazon.Runtime.Internal.IRequest;

namespace Maas.Aws.Query;

/// <summary>What passes through the SDK's pipeline: the form's fields.</summary>
internal sealed class QueryRequest(IReadOnlyList<(string Name, string Value)> fields) : AmazonWebServiceRequest
{
    public IReadOnlyList<(string Name, string Value)> Fields => fields;
}

internal sealed class QueryResponse : AmazonWebServiceResponse
{
    public XElement Body { get; init; } = default!;
}

/// <summary>Makes the HTTP request of a question.</summary>
internal sealed class QueryMarshaller(QueryService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var fields = ((QueryRequest)input).Fields.Select(static field => $"{field.Name}={Uri.EscapeDataString(field.Value)}");
        var request = new DefaultRequest(input, service.Id)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = Encoding.UTF8.GetBytes(string.Join('&', fields)),
        };
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        return request;
    }
}

/// <summary>Reads an answer, or the service's error.</summary>
internal sealed class QueryUnmarshaller : XmlResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context) => new QueryResponse { Body = Read(context) };

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext context,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var error = Read(context).DescendantsAndSelf("Error").FirstOrDefault();
        return new AmazonServiceException(
            error?.Element("Message")?.Value ?? $"The service answered {(int)statusCode}.",
            innerException,
            ErrorType.Unknown,
            error?.Element("Code")?.Value,
            requestId: null,
            statusCode
        );
    }

    private static XElement Read(XmlUnmarshallerContext context)
    {
        var document = XElement.Load(context.Stream);
        foreach (var element in document.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return document;
    }
}
