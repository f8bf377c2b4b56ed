namespace Maas.Contracts.Devices;

/// <summary>The text key of a device's grain. An app's name never holds a slash, a device key may.</summary>
public static class DeviceAddress
{
    public static string Format(string app, string deviceKey) => $"{app}/{deviceKey}";

    public static (string App, string DeviceKey) Parse(string address)
    {
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? (address[..slash], address[(slash + 1)..])
            : throw new ArgumentException($"'{address}' is not a device's grain key: expected app/deviceKey.", nameof(address));
    }
}
