namespace Maas.Tracking.Delivery;

/// <summary>
/// The way out of a silo for finished rows. An implementation batches the appends of all callers into few writes (group commit) and
/// answers each only when its own bytes are durable. Thread-safe. It holds a bounded number of bytes; beyond them it refuses at once.
/// </summary>
public interface IDeliveryStream
{
    /// <summary>Whether appends are likely to be accepted now, and if not, why: shown by the readiness check.</summary>
    DeliveryHealth Health { get; }

    /// <summary>
    /// Makes the append durable. Its device rows are durable no later than its tracking rows. The memory it refers to is read until the
    /// returned task completes, so it must not change or be pooled before then. The call never throws for an unavailable sink.
    /// </summary>
    ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append);

    /// <summary>Adds to the hour's books what needs no row: copies recognised, and events that consent refused. Never blocks.</summary>
    void Count(string app, DateTimeOffset receivedAt, int repeated, int refused);
}
