namespace Maas.Simulation.Demo;

/// <summary>What the demo sends, and where.</summary>
public sealed record DemoOptions
{
    /// <summary>The service's own HTTP address.</summary>
    public required Uri Address { get; init; }

    public required string WriteKey { get; init; }

    public required string ReadKey { get; init; }

    public required string AdminKey { get; init; }

    /// <summary>The app that the write key belongs to.</summary>
    public string App { get; init; } = "demo";

    public int Devices { get; init; } = 200;

    public long Events { get; init; } = 5_000;

    /// <summary>A pace at which the demo takes some seconds.</summary>
    public double EventsPerSecond { get; init; } = 2_000;

    /// <summary>Null takes one from the clock, so that every demo brings new events.</summary>
    public long? Seed { get; init; }

    /// <summary>How long the service may take to become ready, and a run to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
