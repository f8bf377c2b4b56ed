using Maas.Contracts.Devices;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <summary>From a message's view of a device to the domain's.</summary>
internal static class DeviceObservations
{
    public static DeviceFacts ToFacts(this DeviceObservation seen) =>
        new()
        {
            FirstEventAt = seen.FirstEventAt,
            LastEventAt = seen.LastEventAt,
            Profile = Stated(seen.Profile, seen.ProfileAt, seen.ProfileBy),
            UserId = Stated(seen.UserId, seen.UserIdAt, seen.UserIdBy),
            Ids = Stated(seen.Ids, seen.IdsAt, seen.IdsBy),
            Settings = Stated(seen.Settings, seen.SettingsAt, seen.SettingsBy),
            Fix = seen.Fix is { } fix ? new(fix.ToFix(), new MessageOrigin(seen.FixBy)) : StampedFix.None<MessageOrigin>(),
            Consent = seen.ConsentAt is { } at ? new StampedConsent(seen.Consent, at, seen.ConsentBy) : default,
        };

    public static Fix ToFix(this FixMessage fix) =>
        new(fix.At, fix.Latitude, fix.Longitude, fix.Altitude, fix.Accuracy, fix.Speed, fix.Bearing);

    private static StatedValue Stated(ReadOnlyMemory<byte> value, long? at, ulong by) =>
        at is { } time ? new StatedValue(value, time, by) : StatedValue.None;
}
