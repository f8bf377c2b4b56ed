using System.Collections.Immutable;

namespace Maas.Contracts.Devices;

/// <summary>One device key as an hourly run found it; see <see cref="Tracking.Devices.LakeDevice"/> for the meaning of each member.</summary>
[GenerateSerializer, Immutable, Alias("maas.LakeDevice")]
public sealed record LakeDeviceMessage
{
    [Id(0)]
    public required string DeviceUid { get; init; }

    [Id(1)]
    public required string RunId { get; init; }

    /// <summary>Whole hours since the Unix epoch.</summary>
    [Id(2)]
    public required int HourIndex { get; init; }

    [Id(3)]
    public long HourCount { get; init; }

    [Id(4)]
    public ImmutableArray<string?> Profile { get; init; } = [];

    [Id(5)]
    public long? ProfileAt { get; init; }

    [Id(6)]
    public string? Idfa { get; init; }

    [Id(7)]
    public string? Gaid { get; init; }

    [Id(8)]
    public long? IdsAt { get; init; }

    [Id(9)]
    public string? Settings { get; init; }

    [Id(10)]
    public long? SettingsAt { get; init; }

    [Id(11)]
    public FixMessage? LastFix { get; init; }

    [Id(12)]
    public long? FirstSeenAt { get; init; }

    [Id(13)]
    public long? LastSeenAt { get; init; }
}
