using System.Collections.Immutable;

namespace Maas.Tracking.Runs;

/// <summary>A run of housekeeping: compaction, checkpoints, vacuum. It is of the lake, not of an hour.</summary>
public sealed record MaintenanceRun
{
    public const int StepsMax = 12;

    /// <summary>Such as <c>20261122T230512-m00042</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Running, succeeded or failed.</summary>
    public required RunState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public string Reason { get; init; } = "";

    public ImmutableArray<RunStep> Steps { get; init; } = [];

    /// <summary>Somebody was told that it failed, or it is nothing to be told.</summary>
    public bool Told { get; init; }
}
