using System.Buffers;
using System.Buffers.Text;

namespace Maas.Tracking.Csv;

/// <summary>Reads decimal numbers as JSON and CSV engines write them: no spaces, no thousands, no names for what is not finite.</summary>
public static class DecimalText
{
    /// <summary>Integers up to here are exact in a double, and so is a quotient by a power of ten up to 10²² (Clinger, 1990).</summary>
    private const ulong ExactMax = 1UL << 53;

    /// <summary>One more than the digits whose every number is exact.</summary>
    private const int ExactDigits = 16;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("0123456789+-.eE"u8);
    private static readonly double[] Powers = [.. Enumerable.Range(0, 16).Select(static power => double.Parse($"1e{power}"))];

    /// <summary>Reads a finite number of the form <c>-12.5e-3</c>; nothing else is one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        var at = 0;
        var isNegative = !text.IsEmpty && text[0] == '-';
        if (isNegative)
        {
            at++;
        }

        var mantissa = 0UL;
        var point = -1;
        var digits = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits++;
                mantissa = (mantissa * 10) + digit;
            }
            else if (text[at] == '.' && point < 0 && digits > 0)
            {
                point = at;
            }
            else
            {
                break;
            }
        }

        var decimals = point < 0 ? 0 : at - point - 1;
        if (at == text.Length && digits is > 0 and < ExactDigits && mantissa <= ExactMax && (point < 0 || decimals > 0))
        {
            value = mantissa / Powers[decimals];
            value = isNegative ? -value : value;
            return true;
        }

        return TryParseSlowly(text, digits, out value);
    }

    private static bool TryParseSlowly(ReadOnlySpan<byte> text, int digits, out double value)
    {
        value = double.NaN;
        return digits > 0
            && char.IsAsciiDigit((char)text[^1])
            && text.IndexOfAnyExcept(Letters) < 0
            && Utf8Parser.TryParse(text, out value, out var consumed)
            && consumed == text.Length
            && double.IsFinite(value);
    }
}
