using Maas.Simulation.Traffic;

namespace Maas.Simulation.Sending;

/// <summary>Where a sending stands, or stood at its end.</summary>
public sealed record SendProgress
{
    /// <summary>What the service has acknowledged.</summary>
    public required TrafficCounts Acknowledged { get; init; }

    /// <summary>What it refused for good: an answer other than 200, 429 or 5xx.</summary>
    public required TrafficCounts Refused { get; init; }

    /// <summary>What was given up after refusals or lost connections, or broken off; whether it arrived is unknown.</summary>
    public required TrafficCounts GivenUp { get; init; }

    /// <summary>Requests sent again because of 429, 5xx or a lost connection.</summary>
    public required long Resends { get; init; }

    /// <summary>Of these, answers 429 and 503.</summary>
    public required long Throttled { get; init; }

    /// <summary>The last failure in a sentence; null when there was none.</summary>
    public string? LastFailure { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time from sending a batch to its answer 200.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>How many events are to be sent, if that is known.</summary>
    public long? TotalEvents { get; init; }

    /// <summary>When sending ends, if that is known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The share done, 0 to 1; null while nobody knows.</summary>
    public double? Share =>
        TotalEvents is { } total ? (double)Acknowledged.Events / total
        : Duration is { } duration ? Math.Min(1, Elapsed / duration)
        : null;

    public double EventsPerSecond => Elapsed > TimeSpan.Zero ? Acknowledged.Events / Elapsed.TotalSeconds : 0;

    /// <summary>Nothing was lost or refused: the counts of what was acknowledged are exact.</summary>
    public bool Complete => Refused.Batches == 0 && GivenUp.Batches == 0;
}
