using System.Buffers;

namespace Maas.Tracking.Devices;

/// <summary>
/// Five bits a character for texts made of digits, lower-case letters up to t, T and hyphens, as the names of devices and of runs are.
/// </summary>
internal static class PackedText
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstT-";
    private const int BitsPerChar = 5;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>Whether the text has no other characters.</summary>
    public static bool Fits(string text) => !text.AsSpan().ContainsAnyExcept(Characters);

    public static int BytesOf(int chars) => ((chars * BitsPerChar) + 7) / 8;

    /// <summary>Writes a text that fits into <see cref="BytesOf"/> its length.</summary>
    public static void Write(string text, Span<byte> target)
    {
        var (bits, held, at) = (0, 0, 0);
        foreach (var character in text)
        {
            bits |= Alphabet.IndexOf(character, StringComparison.Ordinal) << held;
            held += BitsPerChar;
            if (held >= 8)
            {
                target[at++] = (byte)bits;
                bits >>= 8;
                held -= 8;
            }
        }

        if (held > 0)
        {
            target[at] = (byte)bits;
        }
    }

    /// <summary>Reads a text of so many characters.</summary>
    public static string Read(ReadOnlySpan<byte> source, int chars) =>
        string.Create(
            chars,
            source,
            static (text, source) =>
            {
                var (bits, held, at) = (0, 0, 0);
                for (var position = 0; position < text.Length; position++)
                {
                    if (held < BitsPerChar)
                    {
                        bits |= source[at++] << held;
                        held += 8;
                    }

                    text[position] = Alphabet[bits & 31];
                    bits >>= BitsPerChar;
                    held -= BitsPerChar;
                }
            }
        );
}
