using Maas.Contracts.Devices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Maas.Gateway.Problems;

/// <summary>
/// Tells a caller to come back when a grain did not answer: the cluster is out of reach, overloaded, or slower than the call's timeout,
/// or what keeps its state cannot be read.
/// None of these is the caller's fault nor, as a rule, lasting.
/// </summary>
internal sealed partial class RegistryUnavailableHandler(ILogger<RegistryUnavailableHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (TimeoutException or OrleansException or DeviceUnavailableException))
        {
            return false;
        }

        Log.Unavailable(logger, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName, exception.GetType().Name);
        await AnswerAsync(httpContext);
        return true;
    }

    /// <summary>503 with Retry-After.</summary>
    internal static Task AnswerAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults
            .Problem(
                "The service is overloaded or a part of it is out of reach. Try again later.",
                statusCode: StatusCodes.Status503ServiceUnavailable
            )
            .ExecuteAsync(httpContext);
    }

    private static partial class Log
    {
        // Orleans' messages name the grain called, and with it a device or an advertising id, so the failure's kind is all that is logged.
        [LoggerMessage(2001, LogLevel.Warning, "{Method} {Endpoint} was answered with 503: a grain did not answer ({Failure}).")]
        public static partial void Unavailable(ILogger logger, string method, string? endpoint, string failure);
    }
}
