using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using IRequest = Amazon.Runtime.Internal.IRequest;

namespace Maas.Aws.Json;

internal interface IJsonRequest
{
    bool MayRepeat { get; }
}

/// <summary>What passes through the SDK's pipeline: the body as one value.</summary>
internal sealed class JsonRequest<TRequest>(TRequest body, bool mayRepeat) : AmazonWebServiceRequest, IJsonRequest
{
    public TRequest Body => body;

    public bool MayRepeat => mayRepeat;
}

internal sealed class JsonResponse<TResponse> : AmazonWebServiceResponse
{
    public TResponse Body { get; init; } = default!;
}

/// <summary>Makes the HTTP request of an operation.</summary>
internal sealed class JsonMarshaller<TRequest, TResponse>(JsonService service, JsonOperation<TRequest, TResponse> operation)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Id)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes(((JsonRequest<TRequest>)input).Body, operation.Request),
        };
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{operation.Name}";
        return request;
    }
}

/// <summary>Reads an operation's answer, or the service's error.</summary>
internal sealed class JsonUnmarshaller<TResponse>(JsonTypeInfo<TResponse> type) : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        using var body = new MemoryStream();
        context.Stream.CopyTo(body);
        // An operation without an output answers with nothing.
        var json = body.Length == 0 ? "{}"u8 : body.GetBuffer().AsSpan(0, (int)body.Length);
        return new JsonResponse<TResponse>
        {
            Body = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The service answered null, not an object."),
        };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext context,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }
}
