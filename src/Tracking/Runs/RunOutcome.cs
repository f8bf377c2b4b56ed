using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>A run that has ended, as it is told to people.</summary>
public sealed record RunOutcome : RunNotice
{
    public required HourWindow Hour { get; init; }

    public required string RunId { get; init; }

    /// <summary>Succeeded, failed or cancelled.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed or was cancelled, in one line; empty otherwise.</summary>
    public required string Reason { get; init; }

    /// <summary>From its first submission to its end; zero when it never began.</summary>
    public required TimeSpan Elapsed { get; init; }

    public Books? Books { get; init; }

    public long ChangedDevices { get; init; }

    /// <summary>See <see cref="RunReport.OverlinkedIds"/>.</summary>
    public long OverlinkedIds { get; init; }

    /// <summary>See <see cref="RunReport.UnfinishedLinks"/>.</summary>
    public long UnfinishedLinks { get; init; }

    /// <summary>What a dry run would change.</summary>
    public IReadOnlyList<TableDifference> Differences { get; init; } = [];

    /// <summary>The cluster it ran on; null when its engine works in this process.</summary>
    public RunCluster? Cluster { get; init; }

    public bool Provisional { get; init; }

    public bool DryRun { get; init; }

    public string Engine { get; init; } = "";

    /// <summary>Failed tries of the hour since its last success, this one included; after a success, those before it.</summary>
    public int Tries { get; init; }

    /// <summary>When the hour is tried again; null when only a request starts it.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
