using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>What to drive next: an hour, and its planned run if it has one.</summary>
public sealed record NextRun(HourWindow Hour, string? RunId);

/// <summary>The order of runs, one at a time.</summary>
public static class RunQueue
{
    /// <summary>
    /// Hours that the ledger finds due come first, the oldest before the others, since the device lake is built in hour order: so the live
    /// hour never waits for a backfill. Then what was asked for, the oldest hour first. A due hour takes its planned run.
    /// </summary>
    /// <param name="due">Hours due now.</param>
    /// <param name="planned">Runs planned, of any hour.</param>
    public static NextRun? Next(IEnumerable<HourWindow> due, IReadOnlyCollection<RunRecord> planned)
    {
        HourWindow? oldest = null;
        foreach (var hour in due)
            oldest = oldest is null || hour < oldest ? hour : oldest;
        if (oldest is { } first)
            return new(first, planned.Where(run => run.Hour == first && !run.DryRun).MinBy(run => run.Id, StringComparer.Ordinal)?.Id);

        var next = planned.OrderBy(run => run.Hour).ThenBy(run => run.Id, StringComparer.Ordinal).FirstOrDefault();
        return next is null ? null : new(next.Hour, next.Id);
    }
}
