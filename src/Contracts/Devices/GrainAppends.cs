using Orleans.Runtime;

namespace Maas.Contracts.Devices;

/// <summary>
/// Appends by an ordinary grain call, wherever the device is. What a reference is made of besides its key is asked once: the factory looks
/// it up by reflection for every reference, which costs as much as a third of the call.
/// </summary>
public sealed class GrainAppends(IGrainFactory grains) : IDeviceAppends
{
    private Kind? _kind;

    public ValueTask<AppendResult> AppendAsync(string app, string deviceKey, DeviceEvents events) =>
        new(Device(DeviceAddress.Format(app, deviceKey)).Append(events));

    private IDeviceGrain Device(string address)
    {
        if (_kind is { } kind)
        {
            return (IDeviceGrain)grains.GetGrain(GrainId.Create(kind.Grain, IdSpan.Create(address)), kind.Interface);
        }

        var device = grains.GetGrain<IDeviceGrain>(address);
        if (device is GrainReference reference)
        {
            _kind = new Kind(reference.GrainId.Type, reference.InterfaceType);
        }

        return device;
    }

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
