using System.Collections.Immutable;
using Maas.Tracking.Runs;

namespace Maas.Contracts.Runs;

/// <summary>A rebuild of the registry, and how far it is.</summary>
[GenerateSerializer, Immutable, Alias("maas.RebuildView")]
public sealed record RebuildView
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required RebuildState State { get; init; }

    /// <summary>Why it failed; empty otherwise.</summary>
    [Id(2)]
    public string Reason { get; init; } = "";

    [Id(3)]
    public required DateTimeOffset StartedAt { get; init; }

    [Id(4)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Records of devices and of advertising ids that were dropped.</summary>
    [Id(5)]
    public required long Dropped { get; init; }

    /// <summary>Hours that the lake holds; 0 until they are known.</summary>
    [Id(6)]
    public required int Hours { get; init; }

    [Id(7)]
    public required int HoursDone { get; init; }

    /// <summary>Devices merged back; one counts in every hour that it was seen in.</summary>
    [Id(8)]
    public required long Devices { get; init; }

    /// <summary>Hours that the lake held and the ledger of runs had lost.</summary>
    [Id(9)]
    public required int Adopted { get; init; }

    /// <summary>Hours whose changed devices are gone, the newest few.</summary>
    [Id(10)]
    public ImmutableArray<DateTimeOffset> Lost { get; init; } = [];

    /// <summary>The runs that take up what the lake does not hold yet.</summary>
    [Id(11)]
    public ImmutableArray<string> Runs { get; init; } = [];
}
