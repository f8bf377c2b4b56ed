using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>A run as the ledger stores it. Every list in it is bounded, so that a day's record never outgrows a storage item.</summary>
public sealed record RunRecord
{
    public const int TransitionsMax = 24;
    public const int AppsMax = 20;
    public const int StepsMax = 50;
    public const int StepLogsMax = 3;
    public const int FilesMax = 10;
    public const int TablesMax = 20;
    public const int ReopensMax = 200;
    public const int ReasonLengthMax = 400;

    /// <summary>Stands for the apps beyond <see cref="AppsMax"/>.</summary>
    public const string OtherApps = "(other apps)";

    /// <summary>See <see cref="RunOrder.RunId"/>.</summary>
    public required string Id { get; init; }

    public required HourWindow Hour { get; init; }

    public required RunState State { get; init; }

    /// <summary>Every state entered, in order.</summary>
    public required ImmutableArray<RunTransition> Transitions { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>The attempt under way, or the last one; 0 before the first.</summary>
    public long Attempt { get; init; }

    public bool Provisional { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Asked for by somebody, not found due.</summary>
    public bool Requested { get; init; }

    /// <summary>The backfill that planned it; null when it was planned alone.</summary>
    public string? Backfill { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>Attempts that a stop of the coordinator cut short for good; one whose engine goes on is taken up and not counted.</summary>
    public int Resumes { get; init; }

    /// <summary>The hour's mark when the attempt began: what its success answers for.</summary>
    public string Mark { get; init; } = "";

    public Books? Books { get; init; }

    public ImmutableArray<AppBooks> Apps { get; init; } = [];

    public string Engine { get; init; } = "";

    public long ChangedDevices { get; init; }

    /// <summary>See <see cref="RunReport.OverlinkedIds"/>.</summary>
    public long OverlinkedIds { get; init; }

    /// <summary>See <see cref="RunReport.UnfinishedLinks"/>.</summary>
    public long UnfinishedLinks { get; init; }

    /// <summary>Devices merged back for certain: where a resumed merge-back goes on.</summary>
    public long MergedDevices { get; init; }

    public ImmutableArray<TableDifference> Differences { get; init; } = [];

    /// <summary>The cluster of the attempt under way, or of the last one; null when the engine works in this process.</summary>
    public RunCluster? Cluster { get; init; }

    public ImmutableArray<RunStep> Steps { get; init; } = [];

    public ImmutableArray<RefusedFile> RefusedFiles { get; init; } = [];

    public ImmutableArray<HourWindow> Reopens { get; init; } = [];

    /// <summary>Failed tries of the hour in a row: this one included when it failed, those before it when it succeeded.</summary>
    public int Tries { get; init; }

    /// <summary>Somebody was told of the outcome, or it was decided not to tell.</summary>
    public bool Told { get; init; }

    public DateTimeOffset PlannedAt => Transitions[0].At;

    /// <summary>When the last state was entered.</summary>
    public DateTimeOffset ChangedAt => Transitions[^1].At;

    /// <summary>From the first submission to the last change; zero before the first.</summary>
    public TimeSpan Elapsed =>
        Transitions.FirstOrDefault(t => t.State == RunState.Submitted) is { } first ? ChangedAt - first.At : TimeSpan.Zero;

    /// <summary>When the last attempt was submitted; null before the first.</summary>
    public DateTimeOffset? SubmittedAt => Transitions.LastOrDefault(t => t.State == RunState.Submitted)?.At;

    /// <summary>Ended and told: nothing is left to do.</summary>
    public bool IsSettled => State.IsEnded() && Told;

    public RunOrder Order => new(Id, Hour, Attempt, Provisional, DryRun);

    public static RunRecord Plan(string id, HourWindow hour, bool dryRun, bool requested, bool provisional, DateTimeOffset at) =>
        new()
        {
            Id = id,
            Hour = hour,
            State = RunState.Planned,
            Transitions = [new(RunState.Planned, at)],
            DryRun = dryRun,
            Requested = requested,
            Provisional = provisional,
        };

    /// <summary>A run of which only what it left in the lake is known.</summary>
    public static RunRecord Adopt(RunOrder order, RunReport report, DateTimeOffset at) =>
        new()
        {
            Id = order.RunId,
            Hour = order.Hour,
            State = RunState.Succeeded,
            Transitions = [new(RunState.Succeeded, at)],
            Attempt = order.Attempt,
            Engine = report.Engine,
            ChangedDevices = report.ChangedDevices,
            MergedDevices = report.ChangedDevices,
            Told = true,
        };

    /// <summary>What stays of a run once a later one of its hour has ended: who, when, how it ended and the hour's books.</summary>
    public RunRecord Summarise() =>
        this with
        {
            Apps = [],
            Steps = [],
            Differences = [],
            RefusedFiles = [],
            Reopens = [],
            Cluster = Cluster is null ? null : Cluster with { State = "", Logs = null },
        };
}
