using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Maas.Gateway.Health;

/// <param name="Status"><c>live</c>.</param>
internal sealed record LivenessResponse(string Status);

/// <param name="Status"><c>ready</c>, or <c>unready</c> when a check fails.</param>
/// <param name="Checks">Every check, in the order of registration.</param>
internal sealed record ReadinessResponse(string Status, IReadOnlyList<CheckResponse> Checks)
{
    private const string Ready = "ready";

    [JsonIgnore]
    public bool IsReady => Status == Ready;

    public static ReadinessResponse Of(HealthReport report) =>
        Of([.. report.Entries.Select(entry => CheckResponse.Of(entry.Key, entry.Value))]);

    public static ReadinessResponse Of(IReadOnlyList<CheckResponse> checks) =>
        new(checks.All(check => check.Ready) ? Ready : "unready", checks);
}

/// <param name="Name">Such as <c>delivery</c>, <c>silo</c>, <c>disk</c>.</param>
/// <param name="Ready">Whether it passes.</param>
/// <param name="Reason">Why not, with the fix where there is one; when ready, a note or nothing.</param>
internal sealed record CheckResponse(string Name, bool Ready, string Reason)
{
    public static CheckResponse Of(string name, HealthReportEntry entry) =>
        new(name, entry.Status != HealthStatus.Unhealthy, ReasonOf(entry));

    // An exception's text may tell of the inside, and this answer is open to all.
    private static string ReasonOf(HealthReportEntry entry) =>
        entry.Exception switch
        {
            null => entry.Description ?? "",
            OperationCanceledException => "The check did not finish in time.",
            _ => "The check itself failed; the log says why.",
        };
}
