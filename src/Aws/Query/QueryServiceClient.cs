using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Maas.Aws.Thin;

namespace Maas.Aws.Query;

/// <summary>
/// A client of an AWS Query service on the SDK's own pipeline: its credential chain, signatures, retries and endpoint overrides. For questions only,
/// for any call may be repeated. A failed call throws <see cref="AmazonServiceException"/> with the service's error code. Thread-safe.
/// </summary>
internal abstract class QueryServiceClient(QueryServiceConfig config) : AmazonServiceClient(config)
{
    /// <summary>Asks; the answer's elements are without their namespace.</summary>
    protected async Task<XElement> AskAsync(string action, IEnumerable<(string Name, string Value)> parameters, CancellationToken token)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new QueryMarshaller(config.Service),
            ResponseUnmarshaller = new QueryUnmarshaller(),
        };
        var request = new QueryRequest([("Action", action), ("Version", config.Service.Version), .. parameters]);
        return (await InvokeAsync<QueryResponse>(request, options, token).ConfigureAwait(false)).Body;
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => pipeline.AddHandlerAfter<Marshaller>(new SignatureV4());
}
