using System.Buffers.Binary;
using System.Text;
using Maas.Tracking.Csv;

namespace Maas.Tracking.Devices;

/// <summary>Writes little-endian fixed-width values, and counts as LEB128.</summary>
internal sealed class StateWriter : IDisposable
{
    private readonly RowBuffer _buffer = new(1024);

    public byte[] ToArray() => _buffer.Span.ToArray();

    public void Dispose() => _buffer.Dispose();

    public void WriteByte(byte value) => _buffer.Append(value);

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(sizeof(ulong)), value);
        _buffer.Advance(sizeof(ulong));
    }

    public void WriteDouble(double value) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes a time that may be absent; returns whether it is present.</summary>
    public bool WriteTime(long at)
    {
        WriteUInt64(unchecked((ulong)at));
        return at != Precedence.Absent;
    }

    public void WriteCount(int value)
    {
        var left = (uint)value;
        while (left >= 0x80)
        {
            _buffer.Append((byte)(left | 0x80));
            left >>= 7;
        }

        _buffer.Append((byte)left);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        _buffer.Append(bytes);
    }

    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a text in as few bytes as it takes: see <see cref="PackedText"/>.</summary>
    public void WritePacked(string text)
    {
        if (!PackedText.Fits(text))
        {
            WriteByte(0);
            WriteText(text);
            return;
        }

        WriteCount(text.Length + 1);
        var length = PackedText.BytesOf(text.Length);
        PackedText.Write(text, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    /// <summary>Writes a position that may be absent; returns whether it is present.</summary>
    public bool WriteFix(in Fix fix)
    {
        if (!WriteTime(fix.At))
        {
            return false;
        }

        WriteDouble(fix.Latitude);
        WriteDouble(fix.Longitude);
        WriteDouble(fix.Altitude);
        WriteDouble(fix.Accuracy);
        WriteDouble(fix.Speed);
        WriteDouble(fix.Bearing);
        return true;
    }
}
