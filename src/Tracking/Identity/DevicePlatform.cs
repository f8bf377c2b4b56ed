namespace Maas.Tracking.Identity;

/// <summary>What a device runs, as far as the rules of identity care.</summary>
public enum DevicePlatform
{
    Unknown,
    Ios,
    Tvos,
    Watchos,
    Visionos,
    Macos,
    Android,
    Windows,
    Linux,
    Web,
    Server,
}

/// <summary>How platforms are recognised and written.</summary>
public static class DevicePlatforms
{
    /// <summary>
    /// The platform that an event states: by the operating system's name, else the device's type, else the library that sent it.
    /// Letter case does not count; an empty text says nothing.
    /// </summary>
    public static DevicePlatform Of(ReadOnlySpan<byte> osName, ReadOnlySpan<byte> deviceType, ReadOnlySpan<byte> libraryName)
    {
        var platform = OfSystem(osName);
        if (platform == DevicePlatform.Unknown)
        {
            platform = OfSystem(deviceType);
        }

        return platform == DevicePlatform.Unknown ? OfLibrary(libraryName) : platform;
    }

    /// <summary>The plain token of the <c>platform</c> column; empty when unknown.</summary>
    public static ReadOnlySpan<byte> Token(DevicePlatform platform) =>
        platform switch
        {
            DevicePlatform.Ios => "ios"u8,
            DevicePlatform.Tvos => "tvos"u8,
            DevicePlatform.Watchos => "watchos"u8,
            DevicePlatform.Visionos => "visionos"u8,
            DevicePlatform.Macos => "macos"u8,
            DevicePlatform.Android => "android"u8,
            DevicePlatform.Windows => "windows"u8,
            DevicePlatform.Linux => "linux"u8,
            DevicePlatform.Web => "web"u8,
            DevicePlatform.Server => "server"u8,
            _ => default,
        };

    /// <summary>Whether advertising ids of the platform are Apple's (IDFA).</summary>
    public static bool IsApple(DevicePlatform platform) => platform is >= DevicePlatform.Ios and <= DevicePlatform.Macos;

    private static DevicePlatform OfSystem(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return DevicePlatform.Unknown;
        }

        // The first letter divides the names enough that most events need one comparison.
        return (name[0] | 0x20) switch
        {
            'a' when StartsWith(name, "android"u8) => DevicePlatform.Android,
            'i' when StartsWith(name, "ios"u8) || StartsWith(name, "ipados"u8) || StartsWith(name, "iphone"u8) => DevicePlatform.Ios,
            't' when StartsWith(name, "tvos"u8) => DevicePlatform.Tvos,
            'w' when StartsWith(name, "watchos"u8) => DevicePlatform.Watchos,
            'w' when StartsWith(name, "windows"u8) => DevicePlatform.Windows,
            'v' when StartsWith(name, "visionos"u8) => DevicePlatform.Visionos,
            'm' when StartsWith(name, "macos"u8) || StartsWith(name, "mac os"u8) || StartsWith(name, "microsoft windows"u8) => name[1]
            == 'i'
                ? DevicePlatform.Windows
                : DevicePlatform.Macos,
            'f' when StartsWith(name, "fire os"u8) => DevicePlatform.Android,
            'l' when StartsWith(name, "linux"u8) => DevicePlatform.Linux,
            _ => DevicePlatform.Unknown,
        };
    }

    private static DevicePlatform OfLibrary(ReadOnlySpan<byte> name)
    {
        if (Contains(name, "swift"u8) || Contains(name, "ios"u8))
        {
            return DevicePlatform.Ios;
        }

        if (Contains(name, "android"u8) || Contains(name, "kotlin"u8))
        {
            return DevicePlatform.Android;
        }

        if (name.SequenceEqual("analytics.js"u8) || Contains(name, "jitsu-js"u8) || Contains(name, "javascript"u8))
        {
            return DevicePlatform.Web;
        }

        return
            Contains(name, "node"u8)
            || Contains(name, "python"u8)
            || Contains(name, "java"u8)
            || Contains(name, "ruby"u8)
            || Contains(name, "php"u8)
            || Contains(name, "-go"u8)
            ? DevicePlatform.Server
            : DevicePlatform.Unknown;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerPrefix) =>
        text.Length >= lowerPrefix.Length && System.Text.Ascii.EqualsIgnoreCase(text[..lowerPrefix.Length], lowerPrefix);

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;
}
