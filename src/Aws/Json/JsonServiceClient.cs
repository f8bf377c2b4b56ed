using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Maas.Aws.Thin;

namespace Maas.Aws.Json;

/// <summary>
/// A client of an AWS JSON 1.1 service on the SDK's own pipeline: its credential chain, signatures, retries, clock-skew handling and
/// endpoint overrides. A failed call throws <see cref="AmazonServiceException"/> with the service's error code; other exceptions mean that
/// no answer came. Thread-safe.
/// </summary>
internal abstract class JsonServiceClient(JsonServiceConfig config) : AmazonServiceClient(config)
{
    protected async Task<TResponse> CallAsync<TRequest, TResponse>(
        JsonOperation<TRequest, TResponse> operation,
        TRequest body,
        CancellationToken cancellationToken
    )
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new JsonMarshaller<TRequest, TResponse>(config.Service, operation),
            ResponseUnmarshaller = new JsonUnmarshaller<TResponse>(operation.Response),
        };
        var request = new JsonRequest<TRequest>(body, operation.MayRepeat);
        var response = await InvokeAsync<JsonResponse<TResponse>>(request, options, cancellationToken).ConfigureAwait(false);
        return response.Body;
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.AddHandlerAfter<Marshaller>(new SignatureV4());
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new JsonRetryPolicy(Config)));
    }
}
