using System.Collections.Immutable;
using Maas.Tracking.State;

namespace Maas.Grains.Devices;

/// <summary>The device keys of an advertising id, as grain storage holds them.</summary>
[GenerateSerializer, Alias("maas.AdvertisingIdRecord")]
public sealed class AdvertisingIdRecord : IStateBytes
{
    private const byte Version = 1;

    [Id(0)]
    public ImmutableSortedSet<string> DeviceKeys { get; set; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write7BitEncodedInt(DeviceKeys.Count);
        foreach (var key in DeviceKeys)
        {
            writer.Write(key);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    public void Load(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false));
        if (reader.ReadByte() is var version && version != Version)
        {
            throw new InvalidDataException($"An advertising id's devices are of version {version}; this program reads {Version}.");
        }

        var keys = DeviceKeys.Clear().ToBuilder();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            keys.Add(reader.ReadString());
        }

        DeviceKeys = keys.ToImmutable();
    }
}
