using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Health;

/// <summary>
/// Tells the log when a check begins to fail, with its first reason, and when it passes again. Balancers ask every few seconds, and a line for
/// each answer would bury the cause.
/// </summary>
internal sealed partial class ReadinessLog(ILogger<ReadinessLog> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    public void Note(HealthReport report)
    {
        lock (_gate)
        {
            foreach (var (name, entry) in report.Entries)
            {
                if (entry.Status != HealthStatus.Unhealthy)
                {
                    if (_failing.Remove(name))
                    {
                        Log.Recovered(logger, name);
                    }
                }
                else if (_failing.Add(name))
                {
                    Log.Failing(logger, entry.Exception, name, entry.Description ?? "");
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "Not ready by the check `{Check}`: {Reason} Told again when it changes.")]
        public static partial void Failing(ILogger logger, Exception? exception, string check, string reason);

        [LoggerMessage(2012, LogLevel.Information, "Ready again by the check `{Check}`.")]
        public static partial void Recovered(ILogger logger, string check);
    }
}
