using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Maas.Gateway.Health;

/// <param name="Status"><c>ready</c> or <c>unready</c>.</param>
/// <param name="Checks">Every check, in the order of registration.</param>
internal sealed record ReadinessResponse(string Status, IReadOnlyList<CheckResponse> Checks)
{
    public static ReadinessResponse Of(HealthReport report) =>
        new(
            report.Status == HealthStatus.Unhealthy ? "unready" : "ready",
            [.. report.Entries.Select(entry => CheckResponse.Of(entry.Key, entry.Value))]
        );
}

/// <param name="Name">Such as <c>delivery</c>, <c>silo</c>, <c>disk</c>.</param>
/// <param name="Ready">Whether it passes.</param>
/// <param name="Reason">Why not, with the fix where there is one; empty when ready.</param>
internal sealed record CheckResponse(string Name, bool Ready, string Reason)
{
    public static CheckResponse Of(string name, HealthReportEntry entry)
    {
        var ready = entry.Status != HealthStatus.Unhealthy;
        return new CheckResponse(name, ready, entry.Description ?? (ready ? "" : "The check itself failed; the log says why."));
    }
}
