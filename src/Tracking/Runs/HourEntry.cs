using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>An hour of the ledger: what the lake holds of it, what was tried, and its latest runs. Changed only by <see cref="HourMoves"/>.</summary>
public sealed record HourEntry
{
    public required HourWindow Hour { get; init; }

    /// <summary>The latest attempt's number. It only grows, for the lake refuses an attempt that is not later than the one it holds.</summary>
    public long LastAttempt { get; init; }

    /// <summary>The mark of the files that the lake's rows of the closed hour come from; null until a run after its close has succeeded.</summary>
    public string? DoneMark { get; init; }

    /// <summary>The mark that the last failed or cancelled try read: when the files change, the tries begin anew.</summary>
    public string? TriedMark { get; init; }

    /// <summary>Failed tries since the last success.</summary>
    public int Tries { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When a failed hour is tried again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Cancelled by somebody, so not tried again until asked for or until its files change.</summary>
    public bool Parked { get; init; }

    /// <summary>When the run of another hour changed what this hour's run would find; null when none has since its last success.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>The run whose rows the lake holds.</summary>
    public string? LakeRunId { get; init; }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<RunRecord> Runs { get; init; } = [];

    /// <summary>The run under way, of which there is at most one.</summary>
    public RunRecord? UnderWay => Runs.FirstOrDefault(run => run.State.IsUnderWay());

    public RunRecord? Find(string runId) => Runs.FirstOrDefault(run => run.Id == runId);

    /// <summary>The planned run of that kind, of which there is at most one.</summary>
    public RunRecord? Planned(bool dryRun) => Runs.FirstOrDefault(run => run.State == RunState.Planned && run.DryRun == dryRun);

    public static HourEntry Empty(HourWindow hour) => new() { Hour = hour };
}
