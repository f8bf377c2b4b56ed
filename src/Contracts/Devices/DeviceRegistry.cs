using System.Collections.Immutable;

namespace Maas.Contracts.Devices;

/// <summary>
/// The live registry as an Orleans client or a grain sees it: look-ups of devices by key and by advertising id. Every call may throw what
/// a grain call throws: <see cref="TimeoutException"/>, or an Orleans exception while the cluster is out of reach or overloaded.
/// </summary>
public static class DeviceRegistry
{
    /// <summary>The most devices that one advertising id is resolved to; more than a few means that it is not one device's.</summary>
    public const int DevicesByAdvertisingIdMax = 100;

    /// <summary>The grain of a device, known or not.</summary>
    public static IDeviceGrain GetDevice(this IGrainFactory grains, string app, string deviceKey) =>
        grains.GetGrain<IDeviceGrain>(DeviceAddress.Format(app, deviceKey));

    /// <summary>The device, or null when the registry holds nothing of it.</summary>
    public static Task<DeviceView?> FindDevice(
        this IGrainFactory grains,
        string app,
        string deviceKey,
        DeviceViewKind view = DeviceViewKind.Merged
    ) => grains.GetDevice(app, deviceKey).Get(view);

    /// <summary>
    /// The devices of an app that carry the advertising id now, in ordinal order of their keys. The index only hints at them; each device
    /// confirms for itself, so an id that was reset a moment ago finds nobody.
    /// </summary>
    public static async Task<ImmutableArray<DeviceView>> FindDevicesByAdvertisingId(
        this IGrainFactory grains,
        string app,
        AdvertisingIdKind kind,
        string advertisingId,
        DeviceViewKind view = DeviceViewKind.Merged
    )
    {
        var index = grains.GetGrain<IAdvertisingIdGrain>(AdvertisingIdAddress.Format(app, kind, advertisingId));
        var keys = await index.Find();
        var found = await Task.WhenAll(keys.Take(DevicesByAdvertisingIdMax).Select(Confirm));
        return [.. found.OfType<DeviceView>()];

        async Task<DeviceView?> Confirm(string deviceKey)
        {
            var device = grains.GetDevice(app, deviceKey);
            return await device.Carries(kind, advertisingId) ? await device.Get(view) : null;
        }
    }
}
