using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Maas.Aws.Json;

/// <summary>
/// The SDK's standard retries, except for requests that must not be repeated. A request that the service rejected because of the clock was
/// not executed: the base class handles that before it asks here.
/// </summary>
internal sealed class JsonRetryPolicy(IClientConfig config) : StandardRetryPolicy(config)
{
    public override bool RetryForException(IExecutionContext executionContext, Exception exception) =>
        MayRepeat(executionContext) && base.RetryForException(executionContext, exception);

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        MayRepeat(executionContext) ? base.RetryForExceptionAsync(executionContext, exception) : Task.FromResult(false);

    private static bool MayRepeat(IExecutionContext context) => ((IJsonRequest)context.RequestContext.OriginalRequest).MayRepeat;
}
