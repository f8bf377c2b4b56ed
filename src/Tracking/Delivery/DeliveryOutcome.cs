namespace Maas.Tracking.Delivery;

/// <summary>What became of an append.</summary>
public enum DeliveryOutcome
{
    /// <summary>Every row of the append is durable and counted.</summary>
    Durable,

    /// <summary>Nothing of it was written: the queue is full, the disk is full, or the stream is closing. Retry later.</summary>
    Refused,

    /// <summary>A write or a flush failed half way: the rows may or may not be there. A resend is right; the lake drops extra copies.</summary>
    Unknown,
}
