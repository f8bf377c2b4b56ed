using Maas.Tracking.Consent;

namespace Maas.Contracts.Devices;

/// <summary>
/// What a request's events say of their device. Each group carries the event time that set it (microseconds since the Unix epoch, UTC),
/// the newest of the request; a group with time null is absent. Fragments are CSV text as in <see cref="Tracking.Devices.ProfileFields"/>.
/// What an event's own consent refuses is not in here: of one that refuses analytics only the consent is, of others no fix or no ids.
/// </summary>
[GenerateSerializer, Immutable, Alias("maas.DeviceObservation")]
public sealed record DeviceObservation
{
    /// <summary>The earliest event time of the request.</summary>
    [Id(0)]
    public required long FirstEventAt { get; init; }

    /// <summary>The latest event time of the request.</summary>
    [Id(1)]
    public required long LastEventAt { get; init; }

    /// <summary>The profile as a CSV fragment of 13 columns, <c>user_id</c> last.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Profile { get; init; }

    [Id(3)]
    public long? ProfileAt { get; init; }

    /// <summary>
    /// A user id seen on an event that says nothing else of the profile, as a CSV field; the grain joins it to the profile it has.
    /// </summary>
    [Id(4)]
    public ReadOnlyMemory<byte> UserId { get; init; }

    [Id(5)]
    public long? UserIdAt { get; init; }

    /// <summary>Usable advertising ids as the CSV fragment <c>idfa,gaid</c>; both empty when they were withdrawn.</summary>
    [Id(6)]
    public ReadOnlyMemory<byte> Ids { get; init; }

    [Id(7)]
    public long? IdsAt { get; init; }

    /// <summary>Private settings (ad tracking, tracking status, consent) as one CSV field of JSON.</summary>
    [Id(8)]
    public ReadOnlyMemory<byte> Settings { get; init; }

    [Id(9)]
    public long? SettingsAt { get; init; }

    /// <summary>The newest fix of the request.</summary>
    [Id(10)]
    public FixMessage? Fix { get; init; }

    /// <summary>The newest stated consent of the request.</summary>
    [Id(11)]
    public ConsentDenials Consent { get; init; }

    [Id(12)]
    public long? ConsentAt { get; init; }

    /// <summary>The hash of the message that set the profile: the group's origin. The other <c>…By</c> members likewise.</summary>
    [Id(13)]
    public ulong ProfileBy { get; init; }

    [Id(14)]
    public ulong UserIdBy { get; init; }

    [Id(15)]
    public ulong IdsBy { get; init; }

    [Id(16)]
    public ulong SettingsBy { get; init; }

    [Id(17)]
    public ulong FixBy { get; init; }

    [Id(18)]
    public ulong ConsentBy { get; init; }
}

/// <summary>A position; see <see cref="Tracking.Devices.Fix"/> for units. Unknown members are NaN.</summary>
[GenerateSerializer, Immutable, Alias("maas.FixMessage")]
public readonly record struct FixMessage(
    [property: Id(0)] long At,
    [property: Id(1)] double Latitude,
    [property: Id(2)] double Longitude,
    [property: Id(3)] double Altitude,
    [property: Id(4)] double Accuracy,
    [property: Id(5)] double Speed,
    [property: Id(6)] double Bearing
);
