using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Hosting;

/// <summary>Tries for ever to connect to the cluster: a gateway may start before any silo, and readiness tells meanwhile.</summary>
internal sealed partial class PatientConnection(TimeProvider time, ILogger<PatientConnection> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        Log.NotConnected(logger, exception.Message);
        await Task.Delay(Delay, time, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "No silo of the cluster answers yet: {Reason}")]
        public static partial void NotConnected(ILogger logger, string reason);
    }
}
