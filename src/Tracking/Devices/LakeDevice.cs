using Maas.Tracking.Time;

namespace Maas.Tracking.Devices;

/// <summary>
/// One (app, device key) as the lake knows it after a run: what is merged back into its grain. A group whose time is null is absent and
/// says nothing; with a time, a null value means cleared. Times are microseconds since the Unix epoch, UTC.
/// </summary>
public sealed record LakeDevice
{
    public required string App { get; init; }

    public required string DeviceKey { get; init; }

    /// <summary>The name of the unique device that the key belongs to.</summary>
    public required string DeviceUid { get; init; }

    /// <summary>The run that says so: the origin of every group it sets.</summary>
    public required string RunId { get; init; }

    /// <summary>The hour whose count is <see cref="HourCount"/>.</summary>
    public required HourWindow Hour { get; init; }

    /// <summary>Distinct tracking rows of the device key in the hour, as the lake holds them; replaces the live count of that hour.</summary>
    public long HourCount { get; init; }

    /// <summary>The profile as named fields; see <see cref="ProfileFields.Names"/> for their order.</summary>
    public IReadOnlyList<string?> Profile { get; init; } = [];

    public long? ProfileAt { get; init; }

    public string? Idfa { get; init; }

    public string? Gaid { get; init; }

    public long? IdsAt { get; init; }

    /// <summary>Private settings as JSON.</summary>
    public string? Settings { get; init; }

    public long? SettingsAt { get; init; }

    public Fix? LastFix { get; init; }

    public long? FirstSeenAt { get; init; }

    public long? LastSeenAt { get; init; }
}
