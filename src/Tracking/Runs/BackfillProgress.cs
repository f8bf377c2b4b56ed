using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>How far a backfill is: counted from its runs each time, so that no second record of it can be wrong.</summary>
public sealed record BackfillProgress
{
    /// <summary>Failures that are kept by name; further ones are counted only.</summary>
    public const int FailuresMax = 5;

    public required Backfill Backfill { get; init; }

    public required int Planned { get; init; }

    public required int UnderWay { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Cancelled { get; init; }

    /// <summary>Of the runs that succeeded.</summary>
    public required Books Books { get; init; }

    /// <summary>The oldest hour that has not ended; null when all have.</summary>
    public required HourWindow? Next { get; init; }

    /// <summary>When the last run ended; null while some have not.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The oldest failures.</summary>
    public required ImmutableArray<BackfillFailure> Failures { get; init; }

    public int Runs => Planned + UnderWay + Succeeded + Failed + Cancelled;

    public bool HasEnded => Planned + UnderWay == 0;

    /// <param name="backfill">The backfill.</param>
    /// <param name="runs">Its runs, in the order of their hours.</param>
    public static BackfillProgress Of(Backfill backfill, IReadOnlyList<RunRecord> runs)
    {
        var open = runs.Where(run => !run.State.IsEnded()).ToList();
        var failed = runs.Where(run => run.State == RunState.Failed).ToList();
        return new()
        {
            Backfill = backfill,
            Planned = open.Count(run => run.State == RunState.Planned),
            UnderWay = open.Count(run => run.State != RunState.Planned),
            Succeeded = runs.Count(run => run.State == RunState.Succeeded),
            Failed = failed.Count,
            Cancelled = runs.Count(run => run.State == RunState.Cancelled),
            Books = runs.Where(run => run.State == RunState.Succeeded)
                .Aggregate(Books.Empty, (sum, run) => sum + (run.Books ?? Books.Empty)),
            Next = open.Count == 0 ? null : open[0].Hour,
            EndedAt = open.Count > 0 || runs.Count == 0 ? null : runs.Max(run => run.ChangedAt),
            Failures = [.. failed.Take(FailuresMax).Select(run => new BackfillFailure(run.Hour, run.Id, run.Reason))],
        };
    }
}

/// <summary>A run of a backfill that failed.</summary>
public sealed record BackfillFailure(HourWindow Hour, string RunId, string Reason);
