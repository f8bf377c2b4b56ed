namespace Maas.Contracts.Devices;

/// <summary>How a request's events reach their device. It throws what a grain call throws.</summary>
public interface IDeviceAppends
{
    /// <summary>See <see cref="IDeviceGrain.Append"/>.</summary>
    ValueTask<AppendResult> AppendAsync(string app, string deviceKey, DeviceEvents events);
}
