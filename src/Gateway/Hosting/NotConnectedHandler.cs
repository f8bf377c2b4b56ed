using Maas.Gateway.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Maas.Gateway.Hosting;

/// <summary>
/// Tells a caller to come back while the cluster has not been reached for the first time: until then the client throws whatever its unfinished
/// start makes of a call. The host counts as started once the client is connected.
/// </summary>
internal sealed class NotConnectedHandler(IHostApplicationLifetime lifetime) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return false;
        }

        await RegistryUnavailableHandler.AnswerAsync(httpContext);
        return true;
    }
}
