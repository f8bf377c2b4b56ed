using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maas.Tracking.Csv;

/// <summary>
/// The inner loops of <see cref="CsvFields"/>. Most fields are shorter than a vector, so what counts is what a call costs: bytes are looked at
/// and copied by the same few loads, without a search and a copy after it.
/// </summary>
internal static class CsvBytes
{
    /// <summary>
    /// What a field cannot hold plainly, each at the place of its low four bits: a byte is special if it equals the entry that its low bits
    /// name. Unused places hold a byte of other low bits.
    /// </summary>
    private static readonly Vector128<byte> Specials = Vector128.Create(
        0,
        0,
        (byte)'"',
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        (byte)'\n',
        0,
        (byte)',',
        (byte)'\r',
        0,
        0
    );

    /// <summary>The shuffles that double the quotes among eight bytes, by the mask of the quotes; sixteen indexes each.</summary>
    private static readonly byte[] Doublings = CreateDoublings();

    /// <summary>Copies the bytes unless one of them is special; the target is at least as long. False leaves the target's content undefined.</summary>
    public static bool TryCopyPlain(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
        var length = source.Length;
        if (length >= Vector128<byte>.Count)
        {
            var hits = Vector128<byte>.Zero;
            var last = length - Vector128<byte>.Count;
            for (var at = 0; at < last; at += Vector128<byte>.Count)
            {
                hits |= Copy(ref from, ref to, at);
            }

            return (hits | Copy(ref from, ref to, last)) == Vector128<byte>.Zero;
        }

        if (length >= sizeof(ulong))
        {
            var (first, second) = (Read<ulong>(ref from, 0), Read<ulong>(ref from, length - sizeof(ulong)));
            Write(ref to, 0, first);
            Write(ref to, length - sizeof(ulong), second);
            return IsPlain(Vector128.Create(first, second).AsByte());
        }

        if (length >= sizeof(uint))
        {
            var (first, second) = (Read<uint>(ref from, 0), Read<uint>(ref from, length - sizeof(uint)));
            Write(ref to, 0, first);
            Write(ref to, length - sizeof(uint), second);
            return IsPlain(Vector128.Create(first, second, first, second).AsByte());
        }

        for (var at = 0; at < length; at++)
        {
            var letter = source[at];
            if (letter is (byte)'"' or (byte)',' or (byte)'\n' or (byte)'\r' or 0)
            {
                return false;
            }

            target[at] = letter;
        }

        return true;
    }

    /// <summary>The room that <see cref="CopyQuoted"/> needs: every byte can double, and whole vectors are stored.</summary>
    public static int QuotedLengthMax(int length) => (length * 2) + Vector128<byte>.Count;

    /// <summary>
    /// Copies the bytes with every quote doubled and CR, LF and NUL made spaces; the target has <see cref="QuotedLengthMax"/> bytes. Returns
    /// the length written.
    /// </summary>
    public static int CopyQuoted(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..QuotedLengthMax(source.Length)]);
        var written = 0;
        var at = 0;
        for (; at <= source.Length - sizeof(ulong); at += sizeof(ulong))
        {
            written += Double(Read<ulong>(ref from, at), ref to, written);
        }

        var left = source.Length - at;
        if (left > 0)
        {
            var rest = 0UL;
            source[at..].CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref rest)));
            written += Double(rest, ref to, written) - (sizeof(ulong) - left);
        }

        return written;
    }

    /// <summary>Writes eight bytes, each quote twice; returns how many that makes. Sixteen bytes of the target are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Double(ulong eight, ref byte to, int at)
    {
        var bytes = Vector128.CreateScalar(eight).AsByte();
        var spaces =
            Vector128.Equals(bytes, Vector128<byte>.Zero)
            | Vector128.Equals(bytes, Vector128.Create((byte)'\n'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\r'));
        bytes = Vector128.ConditionalSelect(spaces, Vector128.Create((byte)' '), bytes);
        var quotes = Vector128.Equals(bytes, Vector128.Create(CsvFields.Quote)).ExtractMostSignificantBits() & 0xFF;
        var shuffle = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Doublings), quotes * (nuint)Vector128<byte>.Count);
        Vector128.ShuffleNative(bytes, shuffle).StoreUnsafe(ref to, (nuint)at);
        return sizeof(ulong) + BitOperations.PopCount(quotes);
    }

    private static byte[] CreateDoublings()
    {
        var table = new byte[256 * Vector128<byte>.Count];
        for (var quotes = 0; quotes < 256; quotes++)
        {
            var at = quotes * Vector128<byte>.Count;
            for (byte index = 0; index < sizeof(ulong); index++)
            {
                table[at++] = index;
                if ((quotes & (1 << index)) != 0)
                {
                    table[at++] = index;
                }
            }
        }

        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Copy(ref byte from, ref byte to, int at)
    {
        var bytes = Vector128.LoadUnsafe(ref from, (nuint)at);
        bytes.StoreUnsafe(ref to, (nuint)at);
        return Hits(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(Vector128<byte> bytes) => Hits(bytes) == Vector128<byte>.Zero;

    /// <summary>All ones where a byte is special. NUL is: the entry for low bits of zero is zero. Bytes beyond ASCII equal no entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Hits(Vector128<byte> bytes) =>
        Vector128.Equals(bytes, Vector128.ShuffleNative(Specials, bytes & Vector128.Create((byte)0x0F)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Read<T>(ref byte from, int at) => Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref from, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T>(ref byte to, int at, T value) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), value);
}
