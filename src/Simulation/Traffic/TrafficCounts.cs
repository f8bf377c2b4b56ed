using System.Collections.Immutable;

namespace Maas.Simulation.Traffic;

/// <summary>
/// The truth about some traffic, to check a service's books against: <c>Events = Stored + Refused + Copies + RefusedCopies + Malformed</c>.
/// It is exact as long as every batch is acknowledged in the end.
/// </summary>
public sealed record TrafficCounts
{
    public static TrafficCounts None { get; } = new();

    /// <summary>Batches, the ones sent again included.</summary>
    public long Batches { get; init; }

    /// <summary>Whole batches sent again.</summary>
    public long RetriedBatches { get; init; }

    /// <summary>Elements of the batches, whatever they are.</summary>
    public long Events { get; init; }

    /// <summary>Distinct, well-formed events that may be stored: what the lake must hold exactly once.</summary>
    public long Stored { get; init; }

    /// <summary>Those of <see cref="Stored"/> that carry a fix which may be stored.</summary>
    public long Fixes { get; init; }

    /// <summary>Distinct events of devices that refuse analytics: to be counted and never stored.</summary>
    public long Refused { get; init; }

    /// <summary>Further copies of stored events.</summary>
    public long Copies { get; init; }

    /// <summary>Further copies of refused events.</summary>
    public long RefusedCopies { get; init; }

    /// <summary>Events to set aside, a count a <see cref="MalformedKind"/>.</summary>
    public ImmutableArray<long> MalformedByKind { get; init; } = [.. new long[Enum.GetValues<MalformedKind>().Length]];

    public long AdvertisingIdResets { get; init; }

    /// <summary>Body bytes before compression.</summary>
    public long Bytes { get; init; }

    public long Malformed => MalformedByKind.Sum();

    public static TrafficCounts operator +(TrafficCounts left, TrafficCounts right) =>
        new()
        {
            Batches = left.Batches + right.Batches,
            RetriedBatches = left.RetriedBatches + right.RetriedBatches,
            Events = left.Events + right.Events,
            Stored = left.Stored + right.Stored,
            Fixes = left.Fixes + right.Fixes,
            Refused = left.Refused + right.Refused,
            Copies = left.Copies + right.Copies,
            RefusedCopies = left.RefusedCopies + right.RefusedCopies,
            MalformedByKind = [.. left.MalformedByKind.Zip(right.MalformedByKind, static (a, b) => a + b)],
            AdvertisingIdResets = left.AdvertisingIdResets + right.AdvertisingIdResets,
            Bytes = left.Bytes + right.Bytes,
        };

    /// <summary>The same events sent once more: nothing new, only copies.</summary>
    public TrafficCounts AsRetry() =>
        this with
        {
            RetriedBatches = 1,
            Stored = 0,
            Fixes = 0,
            Refused = 0,
            Copies = Stored + Copies,
            RefusedCopies = Refused + RefusedCopies,
            AdvertisingIdResets = 0,
        };
}
