using System.Collections.Immutable;
using System.Text.Json;
using Maas.Contracts.Devices;

namespace Maas.Gateway.Registry;

/// <summary>A device as the registry tells it over HTTP. A group that is not known is left out.</summary>
internal sealed record DeviceResponse
{
    public required string App { get; init; }

    public required string DeviceKey { get; init; }

    public string? DeviceUid { get; init; }

    public ProfileView? Profile { get; init; }

    public AdvertisingIdsView? AdvertisingIds { get; init; }

    public DeviceSettings? Settings { get; init; }

    public FixView? LastFix { get; init; }

    public ConsentView? Consent { get; init; }

    public DateTimeOffset? FirstSeenAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public SessionView? Session { get; init; }

    public required ImmutableArray<HourCountView> Hours { get; init; }

    public static DeviceResponse Of(DeviceView device) =>
        new()
        {
            App = device.App,
            DeviceKey = device.DeviceKey,
            DeviceUid = device.DeviceUid,
            Profile = device.Profile,
            AdvertisingIds = device.AdvertisingIds,
            Settings = device.Settings is { } settings ? DeviceSettings.Of(settings) : null,
            LastFix = device.LastFix,
            Consent = device.Consent,
            FirstSeenAt = device.FirstSeenAt,
            LastSeenAt = device.LastSeenAt,
            Session = device.Session,
            Hours = device.Hours,
        };
}

/// <summary>Private settings as the JSON object that they are.</summary>
internal sealed record DeviceSettings(JsonElement? Values, OriginView Provenance)
{
    public static DeviceSettings Of(SettingsView settings) =>
        new(settings.Json is { Length: > 0 } json ? JsonElement.Parse(json) : null, settings.Provenance);
}

internal sealed record DeviceListResponse(IReadOnlyList<DeviceResponse> Devices);
