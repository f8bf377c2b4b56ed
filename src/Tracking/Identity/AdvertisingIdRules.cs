using System.Text;

namespace Maas.Tracking.Identity;

/// <summary>What an event lets a device's advertising ids become.</summary>
public enum AdvertisingIdDecision
{
    /// <summary>The event says nothing of them.</summary>
    NotStated,

    /// <summary>The event states that none may be used: whatever was known is withdrawn.</summary>
    Withdrawn,

    /// <summary>The id is Apple's identifier for advertisers.</summary>
    Idfa,

    /// <summary>The id is Google's advertising id.</summary>
    Gaid,
}

/// <summary>Whether the operating system's owner allows tracking, where it asks (Apple's App Tracking Transparency).</summary>
public enum TrackingAuthorization
{
    NotStated,
    Authorized,
    NotAuthorized,
}

/// <summary>What an event states of advertising; empty texts state nothing.</summary>
public readonly ref struct AdvertisingStatement
{
    public DevicePlatform Platform { get; init; }

    /// <summary>Whether <see cref="AdvertisingId"/> was there at all: an empty one is a withdrawal.</summary>
    public bool HasAdvertisingId { get; init; }

    public ReadOnlySpan<byte> AdvertisingId { get; init; }

    /// <summary>The <c>adTrackingEnabled</c> setting; null when not stated.</summary>
    public bool? AdTrackingEnabled { get; init; }

    public TrackingAuthorization Authorization { get; init; }

    public ReadOnlySpan<byte> DeviceId { get; init; }

    public ReadOnlySpan<byte> Manufacturer { get; init; }
}

/// <summary>The rules of which advertising id may be stored, and as what.</summary>
public static class AdvertisingIdRules
{
    /// <summary>Longer ids are none: a UUID has 36 characters.</summary>
    public const int LengthMax = 64;

    /// <summary>What apps write where there is no id. Devices that share such a word are not one device.</summary>
    private static readonly string[] Placeholders = ["null", "nil", "none", "undefined", "unknown", "unavailable", "limited"];

    /// <summary>
    /// An id is usable unless ad tracking is disabled or not authorised, or it is empty, all zeros, a word for none, longer than
    /// <see cref="LengthMax"/>, not of letters, digits and hyphens, or the device's own id in disguise. On Amazon's devices it is neither
    /// kind. Where the platform is not known to be Apple's or Android's, nothing can be said.
    /// </summary>
    public static AdvertisingIdDecision Decide(AdvertisingStatement statement)
    {
        if (statement.AdTrackingEnabled == false || statement.Authorization == TrackingAuthorization.NotAuthorized)
        {
            return AdvertisingIdDecision.Withdrawn;
        }

        if (!statement.HasAdvertisingId)
        {
            return AdvertisingIdDecision.NotStated;
        }

        if (!IsUsable(statement.AdvertisingId) || Ascii.EqualsIgnoreCase(statement.AdvertisingId, statement.DeviceId))
        {
            return AdvertisingIdDecision.Withdrawn;
        }

        if (DevicePlatforms.IsApple(statement.Platform))
        {
            return AdvertisingIdDecision.Idfa;
        }

        if (statement.Platform != DevicePlatform.Android)
        {
            return AdvertisingIdDecision.NotStated;
        }

        return Ascii.EqualsIgnoreCase(statement.Manufacturer, "amazon"u8) ? AdvertisingIdDecision.Withdrawn : AdvertisingIdDecision.Gaid;
    }

    /// <summary>
    /// Reads <c>trackingStatus</c> or <c>attTrackingStatus</c>: <c>authorized</c> or Apple's number 3 is authorised; an empty text states nothing; all
    /// else (<c>denied</c>, <c>restricted</c>, <c>notDetermined</c>, other numbers) is not.
    /// </summary>
    public static TrackingAuthorization ReadAuthorization(ReadOnlySpan<byte> status)
    {
        if (status.IsEmpty)
        {
            return TrackingAuthorization.NotStated;
        }

        return
            status.SequenceEqual("3"u8) || Ascii.EqualsIgnoreCase(status, "authorized"u8) || Ascii.EqualsIgnoreCase(status, "authorised"u8)
            ? TrackingAuthorization.Authorized
            : TrackingAuthorization.NotAuthorized;
    }

    private static bool IsUsable(ReadOnlySpan<byte> id)
    {
        if (id.Length > LengthMax)
        {
            return false;
        }

        var isZero = true;
        foreach (var letter in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '-')
            {
                return false;
            }

            isZero &= letter is (byte)'0' or (byte)'-';
        }

        return !isZero && !IsPlaceholder(id);
    }

    private static bool IsPlaceholder(ReadOnlySpan<byte> id)
    {
        foreach (var word in Placeholders)
        {
            if (Ascii.EqualsIgnoreCase(id, word))
            {
                return true;
            }
        }

        return false;
    }
}
