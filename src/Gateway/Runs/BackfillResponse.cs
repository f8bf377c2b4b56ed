using System.Collections.Immutable;
using Maas.Contracts.Runs;

namespace Maas.Gateway.Runs;

/// <summary>A request of several hours, and how far it is.</summary>
internal sealed record BackfillResponse
{
    public required string Id { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required bool DryRun { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Absent while some of its runs have not ended.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    public required int Planned { get; init; }

    public required int UnderWay { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Cancelled { get; init; }

    /// <summary>The oldest hour that has not ended.</summary>
    public required DateTimeOffset? Next { get; init; }

    public required BooksView Books { get; init; }

    public required ImmutableArray<BackfillFailureView> Failures { get; init; }

    public static BackfillResponse Of(BackfillView backfill) =>
        new()
        {
            Id = backfill.Id,
            From = backfill.From,
            To = backfill.To,
            DryRun = backfill.DryRun,
            RequestedAt = backfill.RequestedAt,
            EndedAt = backfill.EndedAt,
            Planned = backfill.Planned,
            UnderWay = backfill.UnderWay,
            Succeeded = backfill.Succeeded,
            Failed = backfill.Failed,
            Cancelled = backfill.Cancelled,
            Next = backfill.Next,
            Books = backfill.Books,
            Failures = backfill.Failures,
        };
}

internal sealed record BackfillListResponse(IReadOnlyList<BackfillResponse> Backfills)
{
    public static BackfillListResponse Of(ImmutableArray<BackfillView> backfills) => new([.. backfills.Select(BackfillResponse.Of)]);
}
