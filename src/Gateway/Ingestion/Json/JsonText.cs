using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Maas.Gateway.Ingestion.Json;

/// <summary>Undoes the escapes of a JSON string that a <see cref="JsonCursor"/> has found valid.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes the value of an escaped string, never longer than its escaped form, and returns its length. Escaped CR, LF and NUL become
    /// spaces at once, as in every row, so that a text's hash and its row agree. Half of a surrogate pair becomes U+FFFD.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var next = escaped.IndexOf((byte)'\\');
            if (next < 0)
            {
                escaped.CopyTo(target[written..]);
                return written + escaped.Length;
            }

            escaped[..next].CopyTo(target[written..]);
            written += next;
            var escape = escaped[next + 1];
            if (escape == 'u')
            {
                escaped = escaped[next..];
                written += ReadRune(ref escaped).EncodeToUtf8(target[written..]);
            }
            else
            {
                target[written++] = escape switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' or (byte)'r' => (byte)' ',
                    (byte)'t' => (byte)'\t',
                    _ => escape,
                };
                escaped = escaped[(next + 2)..];
            }
        }
    }

    private static Rune ReadRune(ref ReadOnlySpan<byte> escaped)
    {
        const int Length = 6;
        var first = CodeUnit(escaped);
        escaped = escaped[Length..];
        if (Rune.TryCreate(first, out var rune))
        {
            return rune.Value is 0 or '\n' or '\r' ? new Rune(' ') : rune;
        }

        if (escaped.StartsWith("\\u"u8) && Rune.TryCreate(first, CodeUnit(escaped), out rune))
        {
            escaped = escaped[Length..];
            return rune;
        }

        return Rune.ReplacementChar;
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
