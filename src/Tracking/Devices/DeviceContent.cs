using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>The groups of a device that a device row carries, live: what decides whether a new row is due.</summary>
/// <param name="Profile">A fragment as <see cref="ProfileFields"/> describes it.</param>
/// <param name="UserId">A user id newer than the profile, which stands in for the profile's own; otherwise absent.</param>
/// <param name="Ids">The fragment <c>idfa,gaid</c>.</param>
/// <param name="Settings">A CSV field of JSON.</param>
public readonly record struct DeviceContent(StatedValue Profile, StatedValue UserId, StatedValue Ids, StatedValue Settings)
{
    /// <summary>The value of advertising ids that were withdrawn: two empty columns.</summary>
    public static byte[] NoIds { get; } = ","u8.ToArray();

    /// <summary>The content with the facts joined in, under the consent that then holds.</summary>
    public DeviceContent Join(in DeviceFacts facts, in StampedConsent consent)
    {
        var profile = Newer(Profile, facts.Profile);
        var userId = Newer(UserId, facts.UserId);
        var ids = Newer(Ids, facts.Ids);
        if (consent.Denies(ConsentDenials.Advertising))
        {
            ids = new StatedValue(NoIds, Math.Max(consent.At, ids.At), consent.By.Hash);
        }

        return new DeviceContent(profile, userId.At > profile.At ? userId : StatedValue.None, ids, Newer(Settings, facts.Settings));
    }

    /// <summary>Whether both say the same of the device, whenever it was said.</summary>
    public bool SameValues(in DeviceContent other) =>
        Same(Profile, other.Profile) && Same(UserId, other.UserId) && Same(Ids, other.Ids) && Same(Settings, other.Settings);

    /// <summary>Whether both say the same of the device, said at the same times.</summary>
    public bool SameRow(in DeviceContent other) =>
        SameValues(other)
        && Profile.At == other.Profile.At
        && UserId.At == other.UserId.At
        && Ids.At == other.Ids.At
        && Settings.At == other.Settings.At;

    private static bool Same(in StatedValue first, in StatedValue second) =>
        first.IsPresent == second.IsPresent && first.Value.Span.SequenceEqual(second.Value.Span);

    private static StatedValue Newer(in StatedValue held, in StatedValue stated)
    {
        var order = Precedence.Compare(held.At, held.Value.Span, stated.At, stated.Value.Span);
        return order > 0 || (order == 0 && held.By >= stated.By) ? held : stated;
    }
}
