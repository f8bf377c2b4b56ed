using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>How rows go out through Kinesis Data Firehose (<c>Maas:Delivery:Firehose</c>).</summary>
public sealed class FirehoseDeliveryOptions
{
    public const string Section = "Maas:Delivery:Firehose";

    /// <summary>The delivery stream of tracking rows, which writes below <c>raw/tracking/</c>. Default <c>maas-tracking</c>.</summary>
    public string TrackingStream { get; set; } = "maas-tracking";

    /// <summary>The delivery stream of device rows, which writes below <c>raw/devices/</c>. Default <c>maas-devices</c>.</summary>
    public string DevicesStream { get; set; } = "maas-devices";

    /// <summary>The delivery stream of rejected events, which writes below <c>rejected/</c>. Default <c>maas-rejected</c>.</summary>
    public string RejectedStream { get; set; } = "maas-rejected";

    /// <summary>
    /// How long rows wait for others to share a record with. Default 100 ms; 0 sends at once. Every record is billed in steps of 5 KiB, so a
    /// longer wait is cheaper at low load and slower to acknowledge; under load records are full before it ends.
    /// </summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Bytes of a full record. Default 261,120 (51 steps of 5 KiB); from 102,400 to 1,024,000. A larger one loses less to rounding, and more of
    /// it is sent again when Firehose fails it.
    /// </summary>
    public int RecordBytesMax { get; set; } = 51 * 5 * 1024;

    /// <summary>
    /// Bytes of the records of one call. Default 3,000,000, which stay below the service's 4 MiB a call after base64 too; most 4,194,304.
    /// </summary>
    public int CallBytesMax { get; set; } = 3_000_000;

    /// <summary>Calls of one stream under way at a time; rows beyond them gather. Default 4.</summary>
    public int CallsInFlightMax { get; set; } = 4;

    /// <summary>How long a call may take before its outcome counts as unknown and its rows are sent again. Default 5 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an append's rows are sent again before its sender is told to retry. Default 10 s. With <see cref="CallTimeout"/> it should
    /// stay below <c>Maas:Gateway:AppendTimeout</c>, so that a sender learns what is known.
    /// </summary>
    public TimeSpan RetryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes of appends that may wait for their acceptance at one time, over all streams; beyond them appends are refused at once and senders
    /// get 503. Default 64 MiB. Records and bodies made of them take up to <c>CallsInFlightMax</c> times 8 MB a stream besides.
    /// </summary>
    public long QueueBytesMax { get; set; } = 64L * 1024 * 1024;

    /// <summary>Appends that may wait for their acceptance at one time. Default 16,384.</summary>
    public int QueueAppendsMax { get; set; } = 16_384;

    /// <summary>
    /// The buffer interval of the delivery streams in seconds, as it is configured in Firehose. Default 300; from 0 to 900. It decides when an
    /// hour's files can be complete (this and 5 min after its end) and which files of the hours beside it a run reads. Never lower it below what
    /// it was while rows were written: runs of those hours would miss some, and say so.
    /// </summary>
    public int BufferSeconds { get; set; } = 300;

    /// <summary>How often changed counts are written to <c>books/</c>. Default 5 s: what a crash can leave uncounted.</summary>
    public TimeSpan BooksInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The name of the delivery stream that a kind of rows goes to.</summary>
    internal string NameOf(RawStream stream) =>
        stream switch
        {
            RawStream.Tracking => TrackingStream,
            RawStream.Devices => DevicesStream,
            _ => RejectedStream,
        };
}
