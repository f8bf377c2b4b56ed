using Maas.Contracts.Devices;
using Maas.Tracking.Devices;

namespace Maas.Grains.Runs;

/// <summary>Where a lake row is merged back to.</summary>
internal interface ILakeMerge
{
    Task MergeAsync(LakeDevice device);
}

/// <summary>Merges a lake row into the grain of its device. It is called from any thread, so that the calls do not queue on one activation.</summary>
internal sealed class GrainLakeMerge(IGrainFactory grains) : ILakeMerge
{
    public Task MergeAsync(LakeDevice device) =>
        grains.GetGrain<IDeviceGrain>(DeviceAddress.Format(device.App, device.DeviceKey)).MergeLake(LakeDeviceMessages.From(device));
}
