using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>What a person types to mend a run, as messages tell it.</summary>
public static class RunCommands
{
    /// <summary>Runs the hour again and waits for its end.</summary>
    public static string Rerun(HourWindow hour, bool dryRun) => $"maas run {hour} {hour + 1}{(dryRun ? " --dry-run" : "")} --wait";

    /// <summary>Shows a run in full.</summary>
    public static string Show(string runId) => $"maas runs {runId}";

    /// <summary>Shows a backfill with its failures.</summary>
    public static string ShowBackfill(string id) => $"maas backfills {id}";
}
