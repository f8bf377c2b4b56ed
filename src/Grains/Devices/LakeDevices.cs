using System.Text;
using Maas.Contracts.Devices;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <summary>From a run's message to what a device's state keeps: named values become the CSV fragments that live events bring too.</summary>
internal static class LakeDevices
{
    public static LakeFacts ToFacts(this LakeDeviceMessage device)
    {
        var run = new RunOrigin(device.RunId);
        var profile = new string?[ProfileFields.Names.Count];
        for (var at = 0; !device.Profile.IsDefault && at < Math.Min(profile.Length, device.Profile.Length); at++)
        {
            profile[at] = device.Profile[at];
        }

        return new LakeFacts
        {
            DeviceUid = device.DeviceUid,
            Run = run,
            Profile = Group(profile, device.ProfileAt, run),
            Ids = Group([device.Idfa, device.Gaid], device.IdsAt, run),
            Settings = Group([device.Settings], device.SettingsAt, run),
            Fix = device.LastFix is { } fix ? new StampedFix<RunOrigin>(fix.ToFix(), run) : StampedFix.None<RunOrigin>(),
            FirstSeenAt = device.FirstSeenAt ?? Precedence.Absent,
            LastSeenAt = device.LastSeenAt ?? Precedence.Absent,
            Hours = [new LakeHour(device.HourIndex, (int)Math.Min(device.HourCount, int.MaxValue), run)],
        };
    }

    private static Stamped<RunOrigin> Group(ReadOnlySpan<string?> fields, long? at, RunOrigin run)
    {
        if (at is not { } time)
        {
            return default;
        }

        using var fragment = new RowBuffer(512);
        for (var field = 0; field < fields.Length; field++)
        {
            if (field > 0)
            {
                fragment.Append(CsvFields.Comma);
            }

            CsvFields.WriteText(fragment, Encoding.UTF8.GetBytes(fields[field] ?? ""));
        }

        return new Stamped<RunOrigin>(fragment.Span.ToArray(), time, run);
    }
}
