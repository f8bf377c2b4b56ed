using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Maas.Gateway.Ingestion.Json;

/// <summary>
/// A forward cursor over a JSON text in UTF-8 that finds where values lie without making any of them. It is strict (RFC 8259: no
/// comments, no trailing commas, no raw control characters in strings) except that it leaves the validity of UTF-8 to its caller.
/// Every method that returns false leaves the cursor useless: the text is not JSON.
/// </summary>
/// <remarks>
/// The text must be followed by <see cref="Padding"/> zero bytes. A zero byte is legal nowhere in JSON, so every scan stops there by
/// itself and no step tests for the end.
/// </remarks>
internal ref struct JsonCursor
{
    /// <summary>Zero bytes that must follow the text: what the widest read from the last byte can touch.</summary>
    public const int Padding = 64;

    /// <summary>The longest run of bytes that <see cref="TryTakeSame"/> compares.</summary>
    public const int CompareMax = 32;

    /// <summary>The deepest nesting of a text. It is also the number of bits that remember what is open.</summary>
    public const int DepthMax = 64;

    private readonly ref readonly byte _origin;
    private int _depth;

    /// <param name="padded">The text and the zero bytes after it.</param>
    /// <param name="length">The text's own length.</param>
    public JsonCursor(ReadOnlySpan<byte> padded, int length)
    {
        if (padded.Length - length < Padding || padded[length..].IndexOfAnyExcept((byte)0) >= 0)
        {
            throw new ArgumentException($"The text must be followed by {Padding} zero bytes.", nameof(padded));
        }

        _origin = ref MemoryMarshal.GetReference(padded);
        Length = length;
    }

    public int Length { get; }

    /// <summary>The next byte's index.</summary>
    public int At { get; private set; }

    private readonly byte Current => Unsafe.Add(ref Unsafe.AsRef(in _origin), At);

    /// <summary>Moves over white space and shows the byte after it; zero at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var next = Current;
        while (next <= ' ' && next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            At++;
            next = Current;
        }

        return next;
    }

    /// <summary>Whether only white space is left.</summary>
    public bool AtEnd() => Peek() == 0 && At == Length;

    /// <summary>Takes the byte after white space if it is the given one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(byte expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        At++;
        return true;
    }

    /// <summary>Enters the object or array whose opening byte is next. <paramref name="isEmpty"/>: it has been left again already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Open(byte opening, byte closing, out bool isEmpty)
    {
        isEmpty = false;
        if (!Take(opening) || ++_depth > DepthMax)
        {
            return false;
        }

        if (Peek() == closing)
        {
            isEmpty = true;
            At++;
            _depth--;
        }

        return true;
    }

    /// <summary>After a member or element: moves over the comma to the next one, or leaves at the closing byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(byte closing, out bool hasNext)
    {
        var next = Peek();
        At++;
        hasNext = next == ',';
        if (next == closing)
        {
            _depth--;
            return true;
        }

        return hasNext;
    }

    /// <summary>Reads a member's name and its colon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadName(out JsonSpan name)
    {
        if (Peek() != '"')
        {
            name = default;
            return false;
        }

        return ReadString(out name) && Take((byte)':');
    }

    /// <summary>Reads any value as a whole, validating it.</summary>
    public bool ReadValue(out JsonSpan value)
    {
        switch (Peek())
        {
            case (byte)'"':
                return ReadString(out value);
            case (byte)'{':
            case (byte)'[':
                return SkipContainer(out value);
            case (byte)'t':
                return ReadLiteral("true"u8, JsonKind.True, out value);
            case (byte)'f':
                return ReadLiteral("false"u8, JsonKind.False, out value);
            case (byte)'n':
                return ReadLiteral("null"u8, JsonKind.Null, out value);
            default:
                return ReadNumber(out value);
        }
    }

    /// <summary>Moves over bytes that are the same as others of the text, at most <see cref="CompareMax"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeSame(int start, int length)
    {
        ref var origin = ref Unsafe.AsRef(in _origin);
        var isSame = Vector256.Equals(Vector256.LoadUnsafe(ref origin, (nuint)At), Vector256.LoadUnsafe(ref origin, (nuint)start));
        if (BitOperations.TrailingZeroCount(~isSame.ExtractMostSignificantBits()) < length)
        {
            return false;
        }

        At += length;
        return true;
    }

    /// <summary>Moves over bytes that the caller knows to be one whole value.</summary>
    public void Jump(int length) => At += length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadString(out JsonSpan value)
    {
        var start = At + 1;
        var at = start;
        var kind = JsonKind.Text;
        while (true)
        {
            at += PlainLength(in Unsafe.Add(ref Unsafe.AsRef(in _origin), at));
            if (Unsafe.Add(ref Unsafe.AsRef(in _origin), at) == '"')
            {
                value = new JsonSpan(start, at - start, kind);
                At = at + 1;
                return true;
            }

            kind = JsonKind.EscapedText;
            At = at;
            if (Current != '\\' || !SkipEscape())
            {
                value = default;
                return false;
            }

            at = At;
        }
    }

    /// <summary>How many bytes come before the next quote, backslash or control character. The padding holds one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlainLength(ref readonly byte from)
    {
        var length = 0;
        while (true)
        {
            if (Vector256.IsHardwareAccelerated)
            {
                var block = Vector256.LoadUnsafe(in from, (nuint)length);
                var hits =
                    Vector256.Equals(block, Vector256.Create((byte)'"'))
                    | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                    | Vector256.LessThan(block, Vector256.Create((byte)' '));
                var mask = hits.ExtractMostSignificantBits();
                if (mask != 0)
                {
                    return length + BitOperations.TrailingZeroCount(mask);
                }

                length += Vector256<byte>.Count;
            }
            else
            {
                var block = Vector128.LoadUnsafe(in from, (nuint)length);
                var hits =
                    Vector128.Equals(block, Vector128.Create((byte)'"'))
                    | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                    | Vector128.LessThan(block, Vector128.Create((byte)' '));
                var mask = hits.ExtractMostSignificantBits();
                if (mask != 0)
                {
                    return length + BitOperations.TrailingZeroCount(mask);
                }

                length += Vector128<byte>.Count;
            }
        }
    }

    private bool SkipEscape()
    {
        At++;
        switch (Current)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                At++;
                return true;
            case (byte)'u':
                for (var digit = 0; digit < 4; digit++)
                {
                    At++;
                    if (!char.IsAsciiHexDigit((char)Current))
                    {
                        return false;
                    }
                }

                At++;
                return true;
            default:
                return false;
        }
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal, JsonKind kind, out JsonSpan value)
    {
        value = new JsonSpan(At, literal.Length, kind);
        if (!MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in _origin), At), literal.Length).SequenceEqual(literal))
        {
            return false;
        }

        At += literal.Length;
        return true;
    }

    private bool ReadNumber(out JsonSpan value)
    {
        var start = At;
        value = default;
        if (Current == '-')
        {
            At++;
        }

        if (Current == '0')
        {
            At++;
        }
        else if (!SkipDigits())
        {
            return false;
        }

        if (Current == '.')
        {
            At++;
            if (!SkipDigits())
            {
                return false;
            }
        }

        if ((Current | 0x20) == 'e')
        {
            At++;
            if (Current is (byte)'+' or (byte)'-')
            {
                At++;
            }

            if (!SkipDigits())
            {
                return false;
            }
        }

        value = new JsonSpan(start, At - start, JsonKind.Number);
        return true;
    }

    private bool SkipDigits()
    {
        var start = At;
        while (char.IsAsciiDigit((char)Current))
        {
            At++;
        }

        return At > start;
    }

    /// <summary>
    /// Moves over an object or array and all it holds, without recursion: what is open is a bit each, set for an object.
    /// </summary>
    private bool SkipContainer(out JsonSpan value)
    {
        var start = At;
        var isObject = Current == '{';
        var kind = isObject ? JsonKind.Object : JsonKind.Array;
        var outer = _depth;
        var open = 0UL;
        value = default;
        while (true)
        {
            // Here the next byte opens a container.
            open = (open << 1) | (isObject ? 1UL : 0UL);
            if (!Open(isObject ? (byte)'{' : (byte)'[', isObject ? (byte)'}' : (byte)']', out var isEmpty))
            {
                return false;
            }

            var hasNext = !isEmpty;
            var descends = false;
            while (!descends)
            {
                while (!hasNext)
                {
                    // The innermost container has just been left.
                    open >>= 1;
                    if (_depth == outer)
                    {
                        value = new JsonSpan(start, At - start, kind);
                        return true;
                    }

                    isObject = (open & 1) != 0;
                    if (!Next(isObject ? (byte)'}' : (byte)']', out hasNext))
                    {
                        return false;
                    }
                }

                isObject = (open & 1) != 0;
                if (isObject && !ReadName(out _))
                {
                    return false;
                }

                var next = Peek();
                descends = next is (byte)'{' or (byte)'[';
                if (descends)
                {
                    isObject = next == '{';
                }
                else if (!ReadValue(out _) || !Next(isObject ? (byte)'}' : (byte)']', out hasNext))
                {
                    return false;
                }
            }
        }
    }
}
