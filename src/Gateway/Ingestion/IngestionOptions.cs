using Maas.Contracts.Devices;

namespace Maas.Gateway.Ingestion;

/// <summary>The bounds of what SDKs may send. Sizes are in bytes.</summary>
public sealed class IngestionOptions
{
    public const string Section = "Maas:Gateway";

    /// <summary>
    /// The largest body as it comes over the wire, compressed or not. Default 512,000 (the protocol's 500 KB a batch). A larger one is
    /// answered with 413, which makes SDKs drop it.
    /// </summary>
    public int BatchBytesMax { get; set; } = 500 * 1024;

    /// <summary>
    /// The largest body once it is decompressed. Default 4 MiB. Decompression stops there and the answer is 413: a bomb costs no more.
    /// </summary>
    public int DecompressedBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most events of a batch. Default 2,500. A larger batch is answered with 413.</summary>
    public int EventsMax { get; set; } = 2_500;

    /// <summary>The largest event's JSON. Default 32,768 (32 KB). A larger one is set aside; the rest of its batch goes on.</summary>
    public int EventBytesMax { get; set; } = 32 * 1024;

    /// <summary>The longest device key. Default and most 512: it is part of a grain's name. An event with a longer one is set aside.</summary>
    public int DeviceKeyBytesMax { get; set; } = DeviceAddress.DeviceKeyBytesMax;

    /// <summary>
    /// How much of a rejected event's JSON is kept. Default 4,096; 0 keeps none. Address, advertising id, push token and device name are
    /// null in it.
    /// </summary>
    public int RejectPayloadBytesMax { get; set; } = 4 * 1024;

    /// <summary>
    /// The most bytes of bodies that are held at once, over all requests. Default 64 MiB; with the rows made of them the memory used is
    /// about three times that. Beyond it requests are answered with 503 and Retry-After.
    /// </summary>
    public long InFlightBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>The slowest rate at which a body may arrive, in bytes a second. Default 512; slower clients are answered with 408.</summary>
    public double BodyBytesPerSecondMin { get; set; } = 512;

    /// <summary>How long a body may be slower than that. Default 5 s; more than a second, as Kestrel looks once a second.</summary>
    public TimeSpan BodyGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Events a second that a write key may send in the long run. Default 0: no limit. Beyond it requests are answered with 429 and
    /// Retry-After.
    /// </summary>
    public double EventsPerSecondMax { get; set; }

    /// <summary>Events that a write key may send at once after a pause. Default 0: ten seconds' worth of <see cref="EventsPerSecondMax"/>.</summary>
    public double EventsBurst { get; set; }

    /// <summary>
    /// How long a request waits for the registry to make its events durable. Default 20 s. Then it is answered with 503: whether the events
    /// are stored is unknown, and a resend is recognised.
    /// </summary>
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What Retry-After says on 429 and 503. Default 5 s; whole seconds, at least one.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether network addresses of devices are stored. Default true. With false neither the connection's nor the one stated in
    /// <c>context.ip</c> is.
    /// </summary>
    public bool StoreAddresses { get; set; } = true;
}
