namespace Maas.Simulation.Fleet;

/// <summary>What a simulated fleet is like. Shares are of devices, 0 to 1.</summary>
public sealed record FleetOptions
{
    /// <summary>Fixes the fleet: the same seed gives the same devices, ids and movement.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many devices. They come into being when first picked, about 400 bytes each.</summary>
    public int Devices { get; init; } = 1_000;

    /// <summary>Share whose clock is wrong, by minutes mostly and by years sometimes.</summary>
    public double SkewedClocks { get; init; } = 0.1;

    /// <summary>Share whose owner has refused ad tracking.</summary>
    public double AdTrackingRefused { get; init; } = 0.25;

    /// <summary>Share that refuses analytics altogether: its events must be counted and never stored.</summary>
    public double AnalyticsRefused { get; init; } = 0.02;

    /// <summary>Share that refuses the storage of its location, though the app sends it.</summary>
    public double LocationRefused { get; init; } = 0.03;

    /// <summary>Share of devices without a fix: no permission, or no receiver.</summary>
    public double WithoutLocation { get; init; } = 0.12;

    /// <summary>Share whose user has signed in, so that events carry a user id.</summary>
    public double SignedIn { get; init; } = 0.4;
}
