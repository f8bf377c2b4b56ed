namespace Maas.Simulation.Traffic;

/// <summary>What simulated traffic is like. Shares are of events or batches, 0 to 1.</summary>
public sealed record TrafficOptions
{
    /// <summary>Goes into each batch as <c>writeKey</c>, as mobile SDKs do.</summary>
    public required string WriteKey { get; init; }

    /// <summary>Fixes every choice; with a fixed clock, every byte.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Stop after this many events, copies and malformed ones included; null for no end.</summary>
    public long? Events { get; init; }

    /// <summary>Events in a typical batch: what an SDK sends on reaching its flush count. 20 is about 14 KB.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Share of batches that an SDK sends before the flush count, or after a time without a network: any size up to <see cref="BatchSizeMax"/>.</summary>
    public double OddBatches { get; init; } = 0.3;

    /// <summary>The most events in a batch.</summary>
    public int BatchSizeMax { get; init; } = 40;

    /// <summary>Time between two events of a device in use.</summary>
    public TimeSpan EventSpacing { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Share of events that stand twice in their batch.</summary>
    public double CopiesInBatch { get; init; } = 0.004;

    /// <summary>Share of events that come again in a later batch of their device.</summary>
    public double CopiesLater { get; init; } = 0.006;

    /// <summary>Share of batches that are sent again whole, some batches later.</summary>
    public double BatchRetries { get; init; } = 0.01;

    /// <summary>Share of events that the gateway must set aside.</summary>
    public double Malformed { get; init; } = 0.005;

    /// <summary>Share of batches before which the owner resets the advertising id.</summary>
    public double AdvertisingIdResets { get; init; } = 0.002;

    /// <summary>Nothing but distinct, well-formed events in batches of <see cref="BatchSize"/>: for measurements.</summary>
    public TrafficOptions WithoutFaults() =>
        this with
        {
            OddBatches = 0,
            CopiesInBatch = 0,
            CopiesLater = 0,
            BatchRetries = 0,
            Malformed = 0,
            AdvertisingIdResets = 0,
        };
}
