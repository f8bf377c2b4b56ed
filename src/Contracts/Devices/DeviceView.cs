using System.Collections.Immutable;

namespace Maas.Contracts.Devices;

/// <summary>Which knowledge of a device is asked for.</summary>
public enum DeviceViewKind
{
    /// <summary>The join of both: each group from whichever side set it last.</summary>
    Merged,

    /// <summary>Only what the device's own events said since the registry began to hold it.</summary>
    Live,

    /// <summary>Only what hourly runs merged back.</summary>
    Lake,
}

/// <summary>Which platform's advertising id.</summary>
public enum AdvertisingIdKind
{
    /// <summary>Apple's identifier for advertisers.</summary>
    Idfa,

    /// <summary>Google's advertising id.</summary>
    Gaid,
}

/// <summary>A device as the registry knows it. Absent groups are null. Times are UTC.</summary>
[GenerateSerializer, Immutable, Alias("maas.DeviceView")]
public sealed record DeviceView
{
    [Id(0)]
    public required string App { get; init; }

    [Id(1)]
    public required string DeviceKey { get; init; }

    /// <summary>The unique device's name in the lake; null before the first run that held the device.</summary>
    [Id(2)]
    public string? DeviceUid { get; init; }

    [Id(3)]
    public ProfileView? Profile { get; init; }

    [Id(4)]
    public AdvertisingIdsView? AdvertisingIds { get; init; }

    [Id(5)]
    public SettingsView? Settings { get; init; }

    [Id(6)]
    public FixView? LastFix { get; init; }

    [Id(7)]
    public ConsentView? Consent { get; init; }

    [Id(8)]
    public DateTimeOffset? FirstSeenAt { get; init; }

    [Id(9)]
    public DateTimeOffset? LastSeenAt { get; init; }

    [Id(10)]
    public SessionView? Session { get; init; }

    /// <summary>Events by hour of receipt, newest first, bounded.</summary>
    [Id(11)]
    public ImmutableArray<HourCountView> Hours { get; init; } = [];
}

/// <summary>Where a group of fields came from.</summary>
/// <param name="At">The event time that set the group.</param>
/// <param name="Source"><c>live</c> or <c>lake</c>.</param>
/// <param name="Origin">The run id for <c>lake</c>; for <c>live</c> the hash of the message id that set it, as 16 hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("maas.OriginView")]
public sealed record OriginView([property: Id(0)] DateTimeOffset At, [property: Id(1)] string Source, [property: Id(2)] string Origin);

[GenerateSerializer, Immutable, Alias("maas.ProfileView")]
public sealed record ProfileView(
    [property: Id(0)] string? Platform,
    [property: Id(1)] string? OsName,
    [property: Id(2)] string? OsVersion,
    [property: Id(3)] string? Manufacturer,
    [property: Id(4)] string? Model,
    [property: Id(5)] string? DeviceVersion,
    [property: Id(6)] string? AppVersion,
    [property: Id(7)] string? Locale,
    [property: Id(8)] string? Timezone,
    [property: Id(9)] string? Carrier,
    [property: Id(10)] string? Screen,
    [property: Id(11)] string? PushTokenHash,
    [property: Id(12)] string? UserId,
    [property: Id(13)] OriginView Provenance
);

[GenerateSerializer, Immutable, Alias("maas.AdvertisingIdsView")]
public sealed record AdvertisingIdsView(
    [property: Id(0)] string? Idfa,
    [property: Id(1)] string? Gaid,
    [property: Id(2)] OriginView Provenance
);

/// <param name="Json">Private settings as a JSON object.</param>
/// <param name="Provenance">Where they came from.</param>
[GenerateSerializer, Immutable, Alias("maas.SettingsView")]
public sealed record SettingsView([property: Id(0)] string? Json, [property: Id(1)] OriginView Provenance);

[GenerateSerializer, Immutable, Alias("maas.FixView")]
public sealed record FixView(
    [property: Id(0)] double Latitude,
    [property: Id(1)] double Longitude,
    [property: Id(2)] double? Altitude,
    [property: Id(3)] double? Accuracy,
    [property: Id(4)] double? Speed,
    [property: Id(5)] double? Bearing,
    [property: Id(6)] OriginView Provenance
);

/// <param name="Denied">The refused purposes: <c>analytics</c>, <c>location</c>, <c>advertising</c>, <c>address</c>.</param>
/// <param name="Provenance">Where it came from.</param>
[GenerateSerializer, Immutable, Alias("maas.ConsentView")]
public sealed record ConsentView([property: Id(0)] ImmutableArray<string> Denied, [property: Id(1)] OriginView Provenance);

/// <summary>The device's latest session: events with no gap of 30 minutes or more between them.</summary>
[GenerateSerializer, Immutable, Alias("maas.SessionView")]
public sealed record SessionView(
    [property: Id(0)] DateTimeOffset StartedAt,
    [property: Id(1)] DateTimeOffset LastEventAt,
    [property: Id(2)] int Events
);

/// <param name="Hour">The start of the hour.</param>
/// <param name="Events">Distinct events of the device key received in it.</param>
/// <param name="Source"><c>live</c> while only counted on arrival, <c>lake</c> once a run has counted it.</param>
[GenerateSerializer, Immutable, Alias("maas.HourCountView")]
public sealed record HourCountView([property: Id(0)] DateTimeOffset Hour, [property: Id(1)] long Events, [property: Id(2)] string Source);
