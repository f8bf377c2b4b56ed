using System.Text;

namespace Maas.Contracts.Devices;

/// <summary>The text key of a device's grain. An app's name never holds a slash, a device key may.</summary>
public static class DeviceAddress
{
    /// <summary>The longest name of an app, in characters.</summary>
    public const int AppLengthMax = 64;

    /// <summary>
    /// The longest device key, in UTF-8 bytes. With an app's name it stays well below the 1,024 bytes that the narrowest grain store
    /// (a DynamoDB sort key) allows a grain's name.
    /// </summary>
    public const int DeviceKeyBytesMax = 512;

    public static string Format(string app, string deviceKey) => $"{app}/{deviceKey}";

    public static (string App, string DeviceKey) Parse(string address)
    {
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? (address[..slash], address[(slash + 1)..])
            : throw new ArgumentException($"'{address}' is not a device's grain key: expected app/deviceKey.", nameof(address));
    }

    /// <summary>Whether the text can name an app: ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most <see cref="AppLengthMax"/>.</summary>
    public static bool IsApp(string? app)
    {
        if (app is null || app.Length is 0 or > AppLengthMax)
        {
            return false;
        }

        foreach (var letter in app)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the text can be a device key: not empty, at most <see cref="DeviceKeyBytesMax"/> bytes, no control characters.</summary>
    public static bool IsDeviceKey(string? deviceKey)
    {
        if (string.IsNullOrEmpty(deviceKey) || deviceKey.Length > DeviceKeyBytesMax)
        {
            return false;
        }

        foreach (var letter in deviceKey)
        {
            if (char.IsControl(letter))
            {
                return false;
            }
        }

        return Encoding.UTF8.GetByteCount(deviceKey) <= DeviceKeyBytesMax;
    }
}
