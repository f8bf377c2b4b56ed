using System.Buffers.Binary;

namespace Maas.Simulation.Randomness;

/// <summary>Version 4 UUIDs out of given randomness, so that a seed fixes them.</summary>
internal static class RandomGuid
{
    public static Guid Next(Random random) =>
        From((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));

    public static Guid From(ulong high, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }
}
