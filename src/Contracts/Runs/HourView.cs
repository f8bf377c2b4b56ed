using Maas.Tracking.Runs;

namespace Maas.Contracts.Runs;

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
