namespace Maas.Tracking.Runs;

/// <summary>Something that people are told: a run's outcome, a backfill's, or that housekeeping fails.</summary>
public abstract record RunNotice
{
    private protected RunNotice() { }
}

/// <summary>All runs of a backfill have ended: told once, in place of an outcome a run.</summary>
/// <param name="Progress">How they ended.</param>
public sealed record BackfillOutcome(BackfillProgress Progress) : RunNotice
{
    /// <summary>From the request to the end of the last run.</summary>
    public TimeSpan Elapsed => Progress.EndedAt - Progress.Backfill.RequestedAt ?? TimeSpan.Zero;
}

/// <summary>Housekeeping of the lake has failed: told of the first failure in a row, and of one for another reason.</summary>
/// <param name="RunId">The run of housekeeping.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record MaintenanceFailure(string RunId, string Reason) : RunNotice;
