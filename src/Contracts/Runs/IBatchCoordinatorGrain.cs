using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Maas.Contracts.Runs;

/// <summary>
/// The one owner of the ledger of hours and of every run. Its key is <see cref="Key"/>. A reminder ticks it each minute; what is due
/// follows from the ledger.
/// </summary>
[Alias("maas.IBatchCoordinatorGrain")]
public interface IBatchCoordinatorGrain : IGrainWithStringKey
{
    const string Key = "batch";

    /// <summary>Registers the reminder and resumes what a crash left. Called at every start of a silo; idempotent.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>
    /// Plans a run for every hour of the period that holds rows, oldest first. An hour still open is sealed and run provisionally.
    /// </summary>
    [Alias("Request")]
    Task<ImmutableArray<RunView>> Request(RunRequest request);

    /// <summary>Asks a planned or running run to stop. False when there is no such run, or it has already ended or begun to commit.</summary>
    [Alias("Cancel")]
    [AlwaysInterleave]
    Task<bool> Cancel(string runId);

    [Alias("GetRun")]
    [AlwaysInterleave]
    Task<RunView?> GetRun(string runId);

    /// <summary>Runs, newest first, at most <paramref name="count"/> (1 to 1,000).</summary>
    [Alias("ListRuns")]
    [AlwaysInterleave]
    Task<ImmutableArray<RunView>> ListRuns(int count);

    /// <summary>The ledger's hours from <paramref name="fromHour"/> up to and without <paramref name="toHour"/> (hours since the Unix epoch).</summary>
    [Alias("ListHours")]
    [AlwaysInterleave]
    Task<ImmutableArray<HourView>> ListHours(int fromHour, int toHour);
}

/// <summary>A period to run.</summary>
/// <param name="FromHour">First hour, whole hours since the Unix epoch.</param>
/// <param name="ToHour">The hour after the last one.</param>
/// <param name="DryRun">Compute and compare; commit nothing.</param>
[GenerateSerializer, Immutable, Alias("maas.RunRequest")]
public sealed record RunRequest([property: Id(0)] int FromHour, [property: Id(1)] int ToHour, [property: Id(2)] bool DryRun);

/// <summary>The states of a run.</summary>
public enum RunState
{
    Planned,
    Submitted,
    Running,
    Committing,
    Merging,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>The states of an hour in the ledger.</summary>
public enum HourState
{
    /// <summary>Not over yet, or within its grace period.</summary>
    Open,

    /// <summary>Over, holding rows, waiting for its run.</summary>
    Due,
    Running,
    Done,

    /// <summary>The last run failed; it is tried again with backoff until the tries are used up, then only on request.</summary>
    Failed,

    /// <summary>Done before, but new files have come; due once they have been quiet for a while.</summary>
    Reopened,
}

/// <summary>A run as told to people and programs.</summary>
[GenerateSerializer, Immutable, Alias("maas.RunView")]
public sealed record RunView
{
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The start of the hour.</summary>
    [Id(1)]
    public required DateTimeOffset Hour { get; init; }

    [Id(2)]
    public required RunState State { get; init; }

    /// <summary>Why it failed or was cancelled, in one line; empty otherwise.</summary>
    [Id(3)]
    public required string Reason { get; init; }

    [Id(4)]
    public required long Attempt { get; init; }

    [Id(5)]
    public required bool Provisional { get; init; }

    [Id(6)]
    public required bool DryRun { get; init; }

    /// <summary>The books of the hour; null until the engine has counted.</summary>
    [Id(7)]
    public BooksView? Books { get; init; }

    /// <summary>The books of each app.</summary>
    [Id(8)]
    public ImmutableArray<AppBooksView> Apps { get; init; } = [];

    /// <summary>Every state entered, with its time, in order.</summary>
    [Id(9)]
    public ImmutableArray<TransitionView> Transitions { get; init; } = [];

    /// <summary>Device keys to merge back, and how many are merged.</summary>
    [Id(10)]
    public long ChangedDevices { get; init; }

    [Id(11)]
    public long MergedDevices { get; init; }

    /// <summary>What a dry run would change, an entry a table.</summary>
    [Id(12)]
    public ImmutableArray<TableDifferenceView> Differences { get; init; } = [];

    /// <summary>The engine's steps with their times.</summary>
    [Id(13)]
    public ImmutableArray<StepView> Steps { get; init; } = [];

    [Id(14)]
    public string Engine { get; init; } = "";
}

/// <summary>
/// The books of an hour. <c>Read = Matched + Unmatched + Duplicate + Bad</c>; <c>Surplus = Read − Delivered</c> when positive; fewer rows
/// read than delivered fails the run.
/// </summary>
[GenerateSerializer, Immutable, Alias("maas.BooksView")]
public sealed record BooksView(
    [property: Id(0)] long Delivered,
    [property: Id(1)] long SetAside,
    [property: Id(2)] long Repeated,
    [property: Id(3)] long Refused,
    [property: Id(4)] long Read,
    [property: Id(5)] long Surplus,
    [property: Id(6)] long Matched,
    [property: Id(7)] long Unmatched,
    [property: Id(8)] long Duplicate,
    [property: Id(9)] long Bad
);

[GenerateSerializer, Immutable, Alias("maas.AppBooksView")]
public sealed record AppBooksView([property: Id(0)] string App, [property: Id(1)] BooksView Books);

[GenerateSerializer, Immutable, Alias("maas.TransitionView")]
public sealed record TransitionView([property: Id(0)] RunState State, [property: Id(1)] DateTimeOffset At);

[GenerateSerializer, Immutable, Alias("maas.TableDifferenceView")]
public sealed record TableDifferenceView(
    [property: Id(0)] string Table,
    [property: Id(1)] long RowsAdded,
    [property: Id(2)] long RowsRemoved,
    [property: Id(3)] long RowsUnchanged
);

[GenerateSerializer, Immutable, Alias("maas.StepView")]
public sealed record StepView(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] TimeSpan Elapsed,
    [property: Id(3)] long? Rows
);

/// <summary>An hour of the ledger.</summary>
[GenerateSerializer, Immutable, Alias("maas.HourView")]
public sealed record HourView
{
    [Id(0)]
    public required DateTimeOffset Hour { get; init; }

    [Id(1)]
    public required HourState State { get; init; }

    /// <summary>The run that the lake holds of it, or the latest.</summary>
    [Id(2)]
    public string? RunId { get; init; }

    /// <summary>Failed tries since the last success.</summary>
    [Id(3)]
    public int Tries { get; init; }

    /// <summary>Why the last try failed.</summary>
    [Id(4)]
    public string Reason { get; init; } = "";

    /// <summary>When it is tried next; null when nothing is planned.</summary>
    [Id(5)]
    public DateTimeOffset? DueAt { get; init; }

    [Id(6)]
    public BooksView? Books { get; init; }
}
