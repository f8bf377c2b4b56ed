using System.Collections.Immutable;
using Maas.Tracking.Runs;

namespace Maas.Contracts.Runs;

/// <summary>A run as told to people and programs.</summary>
[GenerateSerializer, Immutable, Alias("maas.RunView")]
public sealed record RunView
{
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The start of the hour; null for housekeeping, which is of the lake and not of an hour.</summary>
    [Id(1)]
    public DateTimeOffset? Hour { get; init; }

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

    /// <summary>Raw files set aside whole, with the reason.</summary>
    [Id(15)]
    public ImmutableArray<RefusedFileView> RefusedFiles { get; init; } = [];

    /// <summary>The starts of the hours that this run re-opened.</summary>
    [Id(16)]
    public ImmutableArray<DateTimeOffset> Reopens { get; init; } = [];

    /// <summary>Asked for by somebody, not found due by the ledger.</summary>
    [Id(17)]
    public bool Requested { get; init; }

    /// <summary>The cluster of the latest attempt; null when the engine works inside the service.</summary>
    [Id(18)]
    public ClusterView? Cluster { get; init; }

    /// <summary>The backfill that it is part of; null when it was planned alone.</summary>
    [Id(19)]
    public string? Backfill { get; init; }

    /// <summary>Advertising ids that more device keys carry than the bound, so that they link none.</summary>
    [Id(20)]
    public long OverlinkedIds { get; init; }

    /// <summary>Links between devices that the search left for the next run.</summary>
    [Id(21)]
    public long UnfinishedLinks { get; init; }

    [Id(22)]
    public RunKind Kind { get; init; }
}

[GenerateSerializer, Immutable, Alias("maas.TransitionView")]
public sealed record TransitionView([property: Id(0)] RunState State, [property: Id(1)] DateTimeOffset At);

[GenerateSerializer, Immutable, Alias("maas.StepView")]
public sealed record StepView(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] TimeSpan Elapsed,
    [property: Id(3)] long? Rows,
    [property: Id(4)] RunStepState State,
    [property: Id(5)] string? Log
);

/// <param name="Id">What a person looks for in the provider's console.</param>
/// <param name="State">The provider's own word.</param>
/// <param name="Logs">Where its logs gather, as a URI.</param>
/// <param name="CostUsd">An estimate of its cost so far, in US dollars.</param>
[GenerateSerializer, Immutable, Alias("maas.ClusterView")]
public sealed record ClusterView(
    [property: Id(0)] string Id,
    [property: Id(1)] string State,
    [property: Id(2)] string? Logs,
    [property: Id(3)] decimal? CostUsd
);

/// <param name="Key">The object key of the raw file.</param>
/// <param name="Reason">Why it cannot be read.</param>
[GenerateSerializer, Immutable, Alias("maas.RefusedFileView")]
public sealed record RefusedFileView([property: Id(0)] string Key, [property: Id(1)] string Reason);
