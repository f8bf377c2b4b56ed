using Maas.Contracts.Devices;
using Maas.Gateway.Problems;

namespace Maas.Gateway.Registry;

/// <summary>Reads the parameters of look-ups; what is wrong with them goes to the errors. A repeated parameter arrives joined by commas.</summary>
internal static class RegistryQuery
{
    private const int AdvertisingIdLengthMax = 64;

    public static string ReadApp(string? app, FieldErrors errors)
    {
        if (!DeviceAddress.IsApp(app))
        {
            errors.Add("app", $"Name one app: letters, digits, '-', '_' and '.', at most {DeviceAddress.AppLengthMax}.");
        }

        return app ?? "";
    }

    public static void CheckKey(string deviceKey, FieldErrors errors)
    {
        if (!DeviceAddress.IsDeviceKey(deviceKey))
        {
            errors.Add("key", $"A device key is 1 to {DeviceAddress.DeviceKeyBytesMax} bytes of UTF-8 without control characters.");
        }
    }

    public static DeviceViewKind ReadView(string? view, FieldErrors errors)
    {
        switch (view)
        {
            case null or "merged":
                return DeviceViewKind.Merged;
            case "live":
                return DeviceViewKind.Live;
            case "lake":
                return DeviceViewKind.Lake;
            default:
                errors.Add("view", "Use 'live', 'lake' or 'merged'.");
                return default;
        }
    }

    public static (AdvertisingIdKind Kind, string Id) ReadAdvertisingId(string? idfa, string? gaid, FieldErrors errors)
    {
        if (idfa is null == gaid is null)
        {
            errors.Add(idfa is null ? "idfa" : "gaid", "Give exactly one advertising id: idfa or gaid.");
            return default;
        }

        var (kind, name, id) = idfa is null ? (AdvertisingIdKind.Gaid, "gaid", gaid!) : (AdvertisingIdKind.Idfa, "idfa", idfa);
        if (id.Length is 0 or > AdvertisingIdLengthMax || !id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            errors.Add(name, $"An advertising id is 1 to {AdvertisingIdLengthMax} letters, digits and '-'.");
        }

        return (kind, id);
    }
}
