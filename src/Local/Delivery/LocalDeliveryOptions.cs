namespace Maas.Local.Delivery;

/// <summary>How the embedded delivery stream batches, seals and keeps raw rows (<c>Maas:Delivery</c>).</summary>
public sealed class LocalDeliveryOptions
{
    public const string Section = "Maas:Delivery";

    /// <summary>
    /// Bytes that may wait for their write at one time; beyond them appends are refused at once and senders get 503. Default 64 MiB. It
    /// also bounds one append.
    /// </summary>
    public long QueueBytesMax { get; set; } = 64L * 1024 * 1024;

    /// <summary>Appends that may wait for their write at one time. Default 16,384.</summary>
    public int QueueAppendsMax { get; set; } = 16_384;

    /// <summary>
    /// How long appends may wait for others that are expected to share their flush. Default 1 ms; 0 flushes at once whatever waits. An append
    /// that has had no other beside it lately never waits. Longer makes larger groups, fewer flushes and slower answers.
    /// </summary>
    public TimeSpan LingerMax { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Bytes at which the open segment is closed and sealed into hour files. Default 64 MiB: about fourteen files in a reference hour,
    /// and half a second's work for what a crash left open.
    /// </summary>
    public long SegmentBytesMax { get; set; } = 64L * 1024 * 1024;

    /// <summary>Age at which the open segment is closed even if it is small. Default 1 h; an hour's end closes it anyway.</summary>
    public TimeSpan SegmentAgeMax { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Bytes of closed segments that may wait for their compression. Beyond them appends are refused until it has caught up, so that a
    /// burst cannot fill the disk with uncompressed rows. Default 8 GiB.
    /// </summary>
    public long BacklogBytesMax { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>
    /// How long after an hour's end its run waits for late files. Default 1 min; it must exceed what a request can take from its
    /// reception to its append.
    /// </summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a stop may spend on compressing what is closed. Default 20 s. What is left is sealed at the next start; nothing is lost.
    /// </summary>
    public TimeSpan ShutdownSealTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Age at which hour folders of <c>raw/</c> are removed; absent (the default) keeps them. An hour removed cannot be run again. One whose run
    /// has not succeeded stays, up to <c>RetainUnrunFor</c>.
    /// </summary>
    public TimeSpan? RetainRawFor { get; set; }

    /// <summary>
    /// Age at which hour folders of <c>raw/</c> are removed although their run has not succeeded, so that a batch that fails for good does not
    /// fill the disk: their rows are then in no lake, which an error in the log says. Default none: a week more than <c>RetainRawFor</c>.
    /// </summary>
    public TimeSpan? RetainUnrunFor { get; set; }

    /// <summary>Age at which hour folders of <c>rejected/</c> are removed; absent (the default) keeps them.</summary>
    public TimeSpan? RetainRejectedFor { get; set; }
}
