using System.Buffers.Binary;
using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>A verified frame as read back; valid until the next one is read.</summary>
internal readonly ref struct FrameView(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public HourWindow Hour => new(Int(16));

    public string App => Encoding.UTF8.GetString(_bytes.Slice(Frame.HeaderBytes, Int(20)));

    /// <summary>The rows that the caller of the append counted in the stream: the books' side.</summary>
    public int RowCount(RawStream stream) => Int(36 + ((int)stream * sizeof(int)));

    public ReadOnlySpan<byte> Rows(RawStream stream)
    {
        var start = Frame.HeaderBytes + Int(20);
        for (var before = 0; before < (int)stream; before++)
        {
            start += Int(24 + (before * sizeof(int)));
        }

        return _bytes.Slice(start, Int(24 + ((int)stream * sizeof(int))));
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);
}
