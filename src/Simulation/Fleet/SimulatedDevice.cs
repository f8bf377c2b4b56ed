namespace Maas.Simulation.Fleet;

/// <summary>One device of a fleet: what never changes of it, and the little that does. Not thread-safe.</summary>
internal sealed class SimulatedDevice
{
    private Walk _walk;

    public SimulatedDevice(Walk walk) => _walk = walk;

    public required int Index { get; init; }

    /// <summary>What the SDK sends as <c>context.device.id</c>, and so the device key.</summary>
    public required string DeviceId { get; init; }

    public required string AnonymousId { get; init; }

    public string? UserId { get; init; }

    public required PhoneModel Phone { get; init; }

    public required string SystemVersion { get; init; }

    public required string AppVersion { get; init; }

    public required City City { get; init; }

    public required string Locale { get; init; }

    public required string Carrier { get; init; }

    public required bool OnWifi { get; init; }

    public required TimeSpan ClockSkew { get; init; }

    public required bool AdTrackingEnabled { get; init; }

    public required bool AnalyticsRefused { get; init; }

    public required bool LocationRefused { get; init; }

    public required bool HasLocation { get; init; }

    /// <summary>A new one after every reset by the owner.</summary>
    public required string AdvertisingId { get; set; }

    public DateTimeOffset LastEventAt { get; set; }

    public int SessionNumber { get; set; }

    /// <summary>Events made so far.</summary>
    public int Events { get; set; }

    public bool RefusesNothing => AdTrackingEnabled && !AnalyticsRefused && !LocationRefused;

    /// <summary>The next event opens a session.</summary>
    public bool SessionEnded { get; set; } = true;

    public ref Walk Walk => ref _walk;
}
