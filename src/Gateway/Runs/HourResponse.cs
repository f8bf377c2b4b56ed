using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Maas.Contracts.Runs;
using Maas.Tracking.Runs;

namespace Maas.Gateway.Runs;

/// <summary>An hour of the ledger.</summary>
internal sealed record HourResponse
{
    public required DateTimeOffset Hour { get; init; }

    public required HourState State { get; init; }

    public string? RunId { get; init; }

    public required int Tries { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required BooksView? Books { get; init; }

    public static HourResponse Of(HourView hour) =>
        new()
        {
            Hour = hour.Hour,
            State = hour.State,
            RunId = hour.RunId,
            Tries = hour.Tries,
            Reason = hour.Reason,
            DueAt = hour.DueAt,
            Books = hour.Books,
        };
}

internal sealed record HourListResponse(IReadOnlyList<HourResponse> Hours)
{
    public static HourListResponse Of(ImmutableArray<HourView> hours) => new([.. hours.Select(HourResponse.Of)]);
}
