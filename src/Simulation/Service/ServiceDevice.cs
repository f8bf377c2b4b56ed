using System.Text.Json;

namespace Maas.Simulation.Service;

/// <summary>A device as the registry tells it. A group that is not known is null.</summary>
public sealed record ServiceDevice
{
    public required string App { get; init; }

    public required string DeviceKey { get; init; }

    public string? DeviceUid { get; init; }

    public ServiceProfile? Profile { get; init; }

    public ServiceAdvertisingIds? AdvertisingIds { get; init; }

    public ServiceSettings? Settings { get; init; }

    public ServiceFix? LastFix { get; init; }

    public ServiceConsent? Consent { get; init; }

    public DateTimeOffset? FirstSeenAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public ServiceSession? Session { get; init; }

    public IReadOnlyList<ServiceHourCount> Hours { get; init; } = [];
}

/// <summary>Where a group of fields came from.</summary>
public sealed record ServiceOrigin(DateTimeOffset At, string Source, string Origin);

public sealed record ServiceProfile
{
    public string? Platform { get; init; }

    public string? OsName { get; init; }

    public string? OsVersion { get; init; }

    public string? Manufacturer { get; init; }

    public string? Model { get; init; }

    public string? DeviceVersion { get; init; }

    public string? AppVersion { get; init; }

    public string? Locale { get; init; }

    public string? Timezone { get; init; }

    public string? Carrier { get; init; }

    public string? Screen { get; init; }

    public string? PushTokenHash { get; init; }

    public string? UserId { get; init; }

    public ServiceOrigin? Provenance { get; init; }
}

public sealed record ServiceAdvertisingIds(string? Idfa, string? Gaid, ServiceOrigin? Provenance);

public sealed record ServiceSettings(JsonElement? Values, ServiceOrigin? Provenance);

public sealed record ServiceFix(
    double Latitude,
    double Longitude,
    double? Altitude,
    double? Accuracy,
    double? Speed,
    double? Bearing,
    ServiceOrigin? Provenance
);

public sealed record ServiceConsent(IReadOnlyList<string> Denied, ServiceOrigin? Provenance);

public sealed record ServiceSession(DateTimeOffset StartedAt, DateTimeOffset LastEventAt, int Events);

public sealed record ServiceHourCount(DateTimeOffset Hour, long Events, string Source);
