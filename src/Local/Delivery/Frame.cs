using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>
/// The form in which a segment holds one append: a header, the app, then device, tracking and rejected rows. The check covers all of it
/// and is bound to the segment's name and to the frame's place, so that neither a torn write nor stale bytes of another file can pass
/// for an append. All numbers are little-endian.
/// </summary>
/// <remarks>
/// Offset, size: 0, 8 magic; 8, 8 check; 16, 4 hour; 20, 4 length of the app; 24, 12 lengths of device, tracking and rejected rows;
/// 36, 12 their row counts; 48 the app in UTF-8.
/// </remarks>
internal static class Frame
{
    public const int HeaderBytes = 48;

    /// <summary>A longer name of an app is a caller's mistake.</summary>
    public const int AppBytesMax = 1024;

    private const int CheckAt = 8;
    private const int CoveredFrom = 16;

    [ThreadStatic]
    private static XxHash3? s_hash;

    public static ReadOnlySpan<byte> Magic => "\u0001MaasFr\u0002"u8;

    /// <summary>
    /// Writes the header and the app into <paramref name="header"/>, with the check of the contents alone; returns its length.
    /// It is called where the rows were just written, while they are in that core's cache.
    /// </summary>
    public static int Write(DeliveryAppend append, HourWindow hour, long trackingBytes, ref byte[] header)
    {
        var app = Encoding.UTF8.GetByteCount(append.App);
        var length = HeaderBytes + app;
        if (header.Length < length)
        {
            header = new byte[length];
        }

        var span = header.AsSpan(0, length);
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], hour.Index);
        BinaryPrimitives.WriteInt32LittleEndian(span[20..], app);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], append.DeviceRows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], checked((int)trackingBytes));
        BinaryPrimitives.WriteInt32LittleEndian(span[32..], append.RejectedRows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], append.DeviceRowCount);
        BinaryPrimitives.WriteInt32LittleEndian(span[40..], append.TrackingRowCount);
        BinaryPrimitives.WriteInt32LittleEndian(span[44..], append.RejectedRowCount);
        Encoding.UTF8.GetBytes(append.App, span[HeaderBytes..]);

        var hash = s_hash ??= new XxHash3();
        hash.Append(span[CoveredFrom..]);
        hash.Append(append.DeviceRows.Span);
        var rows = append.TrackingRows;
        for (var at = 0; at < rows.Count; at++)
        {
            hash.Append(rows[at].Span);
        }

        hash.Append(append.RejectedRows.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(span[CheckAt..], hash.GetCurrentHashAsUInt64());
        hash.Reset();
        return length;
    }

    /// <summary>Binds a written header to its place: called once, just before the frame is written there.</summary>
    public static void Bind(Span<byte> header, ulong segmentSalt, long offset)
    {
        var check = header[CheckAt..];
        BinaryPrimitives.WriteUInt64LittleEndian(check, BinaryPrimitives.ReadUInt64LittleEndian(check) ^ Place(segmentSalt, offset));
    }

    /// <summary>
    /// The length of the frame that begins with this header, or −1 if it cannot be one. Only the form is checked, not the contents.
    /// </summary>
    public static long ReadLength(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Magic))
        {
            return -1;
        }

        var sum = (long)HeaderBytes;
        for (var at = 20; at < 36; at += sizeof(int))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[at..]);
            if (length < 0)
            {
                return -1;
            }

            sum += length;
        }

        return sum <= int.MaxValue ? sum : -1;
    }

    /// <summary>Whether these bytes are exactly what was appended at this place of this segment.</summary>
    public static bool Verify(ReadOnlySpan<byte> frame, ulong segmentSalt, long offset) =>
        (XxHash3.HashToUInt64(frame[CoveredFrom..]) ^ Place(segmentSalt, offset))
        == BinaryPrimitives.ReadUInt64LittleEndian(frame[CheckAt..]);

    /// <summary>A segment's salt: its name is unique across starts.</summary>
    public static ulong Salt(string segmentName) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(segmentName));

    private static ulong Place(ulong segmentSalt, long offset) => segmentSalt ^ ((ulong)offset * 0x9E37_79B9_7F4A_7C15);
}
