using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>An hour that the ledger finds due.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Reopened">It was done before: the lake holds rows of it, though not the latest.</param>
public readonly record struct DueHour(HourWindow Hour, bool Reopened);

/// <summary>What to drive next: an hour, and its planned run if it has one.</summary>
public sealed record NextRun(HourWindow Hour, string? RunId);

/// <summary>The order of runs, one at a time.</summary>
public static class RunQueue
{
    /// <summary>
    /// Hours that the lake does not hold yet come first, the oldest before the others, since the device lake is built in hour order; then
    /// re-opened ones; then what was asked for. So the hour that has just closed never waits for a backfill, nor for the hours that a
    /// backfill re-opens. Within each the oldest hour is first. A due hour takes its planned run.
    /// </summary>
    /// <param name="due">Hours due now.</param>
    /// <param name="planned">Runs planned, of any hour.</param>
    public static NextRun? Next(IReadOnlyCollection<DueHour> due, IReadOnlyCollection<RunRecord> planned)
    {
        if (due.Count > 0)
        {
            var first = due.OrderBy(hour => hour.Reopened).ThenBy(hour => hour.Hour).First().Hour;
            return new(first, planned.Where(run => run.Hour == first && !run.DryRun).MinBy(run => run.Id, StringComparer.Ordinal)?.Id);
        }

        var next = planned.OrderBy(run => run.Hour).ThenBy(run => run.Id, StringComparer.Ordinal).FirstOrDefault();
        return next is null ? null : new(next.Hour, next.Id);
    }
}
