using System.Runtime.CompilerServices;
using Maas.Contracts.Devices;

namespace Maas.Grains.Devices;

/// <summary>
/// Appends for the gateway in the silo's own process: a device that is here is handed its events as a turn of its own, without the message, its
/// addressing and its answer that an ordinary call costs. Safe because <see cref="IDeviceGrain.Append"/> interleaves with every call anyway, and
/// because a device that is about to leave declines, waits for what it has accepted, and the events take the ordinary way.
/// </summary>
internal sealed class LocalAppends(LiveDevices devices, IGrainFactory grains) : IDeviceAppends
{
    private readonly GrainAppends _calls = new(grains);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AppendResult> AppendAsync(string app, string deviceKey, DeviceEvents events)
    {
        if (devices.Find(app, deviceKey) is { } device && await LocalAppend.Start(device, events) is { } result)
        {
            return result;
        }

        return await _calls.AppendAsync(app, deviceKey, events);
    }
}
