namespace Maas.Simulation.Replay;

/// <summary>How tracks are replayed.</summary>
public sealed record ReplayOptions
{
    public required string WriteKey { get; init; }

    /// <summary>
    /// How many times faster than the trips were; null for as fast as the service takes them. Time in which no trip is under way is skipped.
    /// </summary>
    public double? Speed { get; init; }

    /// <summary>When the first fix of the file shall have been; null keeps the file's times.</summary>
    public DateTimeOffset? FirstFixAt { get; init; }

    /// <summary>Fixes in a batch.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Models that the trips' devices are of.</summary>
    public IReadOnlyList<Fleet.PhoneModel> Models { get; init; } = Fleet.PhoneModels.All;
}
