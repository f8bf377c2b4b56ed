using Maas.Tracking.State;

namespace Maas.Grains.Devices;

/// <summary>A device's state as grain storage holds it: the bytes of its codec, so that no serialiser takes it apart.</summary>
[GenerateSerializer, Alias("maas.DeviceRecord")]
public sealed class DeviceRecord : IStateBytes
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    public byte[] ToBytes() => Bytes;

    public void Load(ReadOnlySpan<byte> bytes) => Bytes = bytes.ToArray();
}
