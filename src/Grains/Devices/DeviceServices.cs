using Maas.Tracking.Delivery;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Devices;

/// <summary>What every device grain of a silo shares, in one object: a device holds one reference instead of many.</summary>
internal sealed class DeviceServices(IDeliveryStream delivery, IOptions<DeviceRegistryOptions> options)
{
    public IDeliveryStream Delivery { get; } = delivery;

    public DeviceRegistryOptions Options { get; } = options.Value;

    public NamePool Names { get; } = new();
}
