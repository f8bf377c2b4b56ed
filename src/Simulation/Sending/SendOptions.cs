namespace Maas.Simulation.Sending;

/// <summary>How traffic is sent.</summary>
public sealed record SendOptions
{
    /// <summary>Below this address lies <c>/v1/b</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Requests under way at once, each on a connection of its own.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Compress bodies with gzip, as Android's SDK does. Off, because it measures the client's processor more than the service.</summary>
    public bool Gzip { get; init; }

    /// <summary>Events a second over all connections; null for as fast as the service takes them.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>No new batch is begun after this time; null for no end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// How long one batch is sent again after refusals and lost connections before it is given up. Long enough for a service to be
    /// killed and started again under load.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may take before the batch is sent again.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a <c>Retry-After</c> is followed for.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A file that gets the id of every acknowledged event, a line each, before the event is counted; null for none.</summary>
    public string? AckLog { get; init; }

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
