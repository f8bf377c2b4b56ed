using System.Buffers.Binary;
using System.Text;

namespace Maas.Tracking.Devices;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Bytes that end too soon, or too late, are no state.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public static InvalidDataException Broken() => new("The bytes are not a device's state.");

    public byte ReadByte() => Take(1)[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    public long ReadTime() => unchecked((long)ReadUInt64());

    public int ReadCount()
    {
        uint value = 0;
        for (var shift = 0; shift < 32; shift += 7)
        {
            var next = ReadByte();
            value |= (uint)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return value <= int.MaxValue ? (int)value : throw Broken();
            }
        }

        throw Broken();
    }

    /// <summary>A count of things of a byte or more each, which therefore cannot be larger than what is left.</summary>
    public int ReadLength() => ReadCount() is var count && count <= _rest.Length ? count : throw Broken();

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLength());

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public string ReadPacked() =>
        ReadCount() is > 0 and var chars ? PackedText.Read(Take(PackedText.BytesOf(chars - 1)), chars - 1) : ReadText();

    /// <summary>Reads a position that may be absent; returns whether it is present.</summary>
    public bool ReadFix(out Fix fix)
    {
        var at = ReadTime();
        fix =
            at == Precedence.Absent
                ? default
                : new Fix(at, ReadDouble(), ReadDouble(), ReadDouble(), ReadDouble(), ReadDouble(), ReadDouble());
        return at != Precedence.Absent;
    }

    public readonly void ExpectEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw Broken();
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Broken();
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
