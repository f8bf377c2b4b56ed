using System.Collections.Immutable;

namespace Maas.Contracts.Runs;

/// <summary>A request of several hours, and how far it is.</summary>
[GenerateSerializer, Immutable, Alias("maas.BackfillView")]
public sealed record BackfillView
{
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The start of the first hour.</summary>
    [Id(1)]
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the last hour.</summary>
    [Id(2)]
    public required DateTimeOffset To { get; init; }

    [Id(3)]
    public required bool DryRun { get; init; }

    [Id(4)]
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its last run ended; null while some have not.</summary>
    [Id(5)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Runs that wait for their turn.</summary>
    [Id(6)]
    public required int Planned { get; init; }

    [Id(7)]
    public required int UnderWay { get; init; }

    [Id(8)]
    public required int Succeeded { get; init; }

    [Id(9)]
    public required int Failed { get; init; }

    [Id(10)]
    public required int Cancelled { get; init; }

    /// <summary>The oldest hour that has not ended; null when all have.</summary>
    [Id(11)]
    public DateTimeOffset? Next { get; init; }

    /// <summary>The books of the runs that succeeded, added up.</summary>
    [Id(12)]
    public required BooksView Books { get; init; }

    /// <summary>The oldest failures, a few.</summary>
    [Id(13)]
    public ImmutableArray<BackfillFailureView> Failures { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("maas.BackfillFailureView")]
public sealed record BackfillFailureView(
    [property: Id(0)] DateTimeOffset Hour,
    [property: Id(1)] string RunId,
    [property: Id(2)] string Reason
);
