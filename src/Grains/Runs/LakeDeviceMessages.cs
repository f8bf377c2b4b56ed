using Maas.Contracts.Devices;
using Maas.Tracking.Devices;

namespace Maas.Grains.Runs;

/// <summary>A lake row as the message that its grain understands.</summary>
internal static class LakeDeviceMessages
{
    public static LakeDeviceMessage From(LakeDevice device) =>
        new()
        {
            DeviceUid = device.DeviceUid,
            RunId = device.RunId,
            HourIndex = device.Hour.Index,
            HourCount = device.HourCount,
            Profile = [.. device.Profile],
            ProfileAt = device.ProfileAt,
            Idfa = device.Idfa,
            Gaid = device.Gaid,
            IdsAt = device.IdsAt,
            Settings = device.Settings,
            SettingsAt = device.SettingsAt,
            LastFix = device.LastFix is { } fix
                ? new(fix.At, fix.Latitude, fix.Longitude, fix.Altitude, fix.Accuracy, fix.Speed, fix.Bearing)
                : null,
            FirstSeenAt = device.FirstSeenAt,
            LastSeenAt = device.LastSeenAt,
        };
}
