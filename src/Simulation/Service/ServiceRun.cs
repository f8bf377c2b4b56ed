using Maas.Tracking.Runs;

namespace Maas.Simulation.Service;

/// <summary>A run as the service tells it.</summary>
public sealed record ServiceRun
{
    public required string Id { get; init; }

    public RunKind Kind { get; init; }

    /// <summary>Null for housekeeping.</summary>
    public DateTimeOffset? Hour { get; init; }

    public required RunState State { get; init; }

    public string Reason { get; init; } = "";

    public long Attempt { get; init; }

    public bool Provisional { get; init; }

    public bool DryRun { get; init; }

    public bool Requested { get; init; }

    /// <summary>Null when it was planned alone.</summary>
    public string? Backfill { get; init; }

    public string Engine { get; init; } = "";

    /// <summary>Null when the engine works inside the service.</summary>
    public ServiceCluster? Cluster { get; init; }

    /// <summary>Null until the engine has counted.</summary>
    public ServiceBooks? Books { get; init; }

    public IReadOnlyList<ServiceAppBooks> Apps { get; init; } = [];

    public IReadOnlyList<ServiceTransition> Transitions { get; init; } = [];

    public long ChangedDevices { get; init; }

    public long MergedDevices { get; init; }

    public long OverlinkedIds { get; init; }

    public long UnfinishedLinks { get; init; }

    public IReadOnlyList<ServiceDifference> Differences { get; init; } = [];

    public IReadOnlyList<ServiceStep> Steps { get; init; } = [];

    public IReadOnlyList<ServiceRefusedFile> RefusedFiles { get; init; } = [];

    public IReadOnlyList<DateTimeOffset> Reopens { get; init; } = [];

    public bool Ended => State is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>From the first transition to the last; zero before.</summary>
    public TimeSpan Elapsed => Transitions is [var first, .., var last] ? last.At - first.At : TimeSpan.Zero;
}

/// <summary>The books of an hour.</summary>
public sealed record ServiceBooks(
    long Delivered,
    long SetAside,
    long Repeated,
    long Refused,
    long Read,
    long Surplus,
    long Matched,
    long Unmatched,
    long Duplicate,
    long Bad
)
{
    public static ServiceBooks Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>What was read is what it was classed as.</summary>
    public bool ReadBalances => Read == Matched + Unmatched + Duplicate + Bad;

    public static ServiceBooks operator +(ServiceBooks left, ServiceBooks right) =>
        new(
            left.Delivered + right.Delivered,
            left.SetAside + right.SetAside,
            left.Repeated + right.Repeated,
            left.Refused + right.Refused,
            left.Read + right.Read,
            left.Surplus + right.Surplus,
            left.Matched + right.Matched,
            left.Unmatched + right.Unmatched,
            left.Duplicate + right.Duplicate,
            left.Bad + right.Bad
        );
}

public sealed record ServiceAppBooks(string App, ServiceBooks Books);

public sealed record ServiceCluster(string Id, string State, string? Logs, decimal? CostUsd);

public sealed record ServiceTransition(RunState State, DateTimeOffset At);

public sealed record ServiceDifference(string Table, long RowsAdded, long RowsRemoved, long RowsChanged, long RowsUnchanged)
{
    public IReadOnlyList<ServiceRowExample> Examples { get; init; } = [];
}

public sealed record ServiceRowExample(RowChange Change, IReadOnlyList<ServiceFieldExample> Fields);

public sealed record ServiceFieldExample(string Name, string? Before, string? After);

public sealed record ServiceStep(
    string Name,
    DateTimeOffset StartedAt,
    double ElapsedMs,
    long? Rows,
    RunStepState State = RunStepState.Succeeded,
    string? Log = null
);

public sealed record ServiceRefusedFile(string Key, string Reason);

public sealed record ServiceRunList(IReadOnlyList<ServiceRun> Runs);

/// <param name="Id">The first run; null when no hour of the period holds rows.</param>
/// <param name="Backfill">What follows and cancels all of them as one; null when they are fewer than two.</param>
/// <param name="Runs">A run for every hour that holds rows, oldest first.</param>
public sealed record ServiceRunsRequested(string? Id, string? Backfill, IReadOnlyList<ServiceRun> Runs);
