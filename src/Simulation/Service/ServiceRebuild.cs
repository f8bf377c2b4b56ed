using Maas.Tracking.Runs;

namespace Maas.Simulation.Service;

/// <summary>A rebuild of the registry as the service tells it.</summary>
public sealed record ServiceRebuild
{
    public required string Id { get; init; }

    public RebuildState State { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long Dropped { get; init; }

    /// <summary>Hours that the lake holds; 0 until they are known.</summary>
    public int Hours { get; init; }

    public int HoursDone { get; init; }

    public long Devices { get; init; }

    /// <summary>Hours that the lake held and the ledger of runs had lost.</summary>
    public int Adopted { get; init; }

    /// <summary>The runs that take up what the lake does not hold yet.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];
}
