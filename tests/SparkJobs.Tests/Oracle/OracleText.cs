using System.Globalization;
using System.Text;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>How raw text reads, told character by character: no pattern and no engine has a part in it.</summary>
internal static class OracleText
{
    private const long MicrosPerSecond = 1_000_000;

    /// <summary>The fields of a line, unquoted, or null if it is not one record of so many.</summary>
    public static IReadOnlyList<string>? Split(string line, int columns)
    {
        if (line.Contains('\0') || line.Contains('\r'))
        {
            return null;
        }

        List<string> fields = [];
        for (var at = 0; ; at++)
        {
            var field = new StringBuilder();
            if (at < line.Length && line[at] == '"')
            {
                for (at++; ; at++)
                {
                    if (at >= line.Length)
                    {
                        return null;
                    }

                    if (line[at] != '"')
                    {
                        field.Append(line[at]);
                    }
                    else if (at + 1 < line.Length && line[at + 1] == '"')
                    {
                        field.Append(line[at++]);
                    }
                    else
                    {
                        break;
                    }
                }

                at++;
                if (at < line.Length && line[at] != ',')
                {
                    return null;
                }
            }
            else
            {
                for (; at < line.Length && line[at] != ','; at++)
                {
                    if (line[at] == '"')
                    {
                        return null;
                    }

                    field.Append(line[at]);
                }
            }

            fields.Add(field.ToString());
            if (at >= line.Length)
            {
                return fields.Count == columns ? fields : null;
            }
        }
    }

    /// <summary>
    /// Microseconds since 1970 of <c>2026-11-22T10:00:00</c>, with up to nine digits of fraction, and <c>Z</c>, an offset up to 17:59 or
    /// nothing, which is UTC; from 1901. Null for anything else.
    /// </summary>
    public static long? Time(string text)
    {
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or ' ') || text[13] != ':' || text[16] != ':')
        {
            return null;
        }

        var parts = (int[])
            [Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2), Digits(text, 11, 2), Digits(text, 14, 2), Digits(text, 17, 2)];
        if (parts is not [>= 1901, >= 1 and <= 12, >= 1, >= 0 and <= 23, >= 0 and <= 59, >= 0 and <= 59])
        {
            return null;
        }

        if (parts[2] > DateTime.DaysInMonth(parts[0], parts[1]))
        {
            return null;
        }

        var rest = text[19..];
        long fraction = 0;
        if (rest.StartsWith('.'))
        {
            var digits = rest[1..].TakeWhile(char.IsAsciiDigit).Count();
            if (digits is < 1 or > 9)
            {
                return null;
            }

            fraction = long.Parse(rest.Substring(1, digits).PadRight(6, '0')[..6], CultureInfo.InvariantCulture);
            rest = rest[(1 + digits)..];
        }

        if (Offset(rest) is not { } offsetSeconds)
        {
            return null;
        }

        var local = new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], DateTimeKind.Utc) - DateTime.UnixEpoch;
        return (((local.Ticks / TimeSpan.TicksPerSecond) - offsetSeconds) * MicrosPerSecond) + fraction;
    }

    /// <summary>A finite decimal number, with or without an exponent of up to four digits. Null for anything else.</summary>
    public static double? Number(string text)
    {
        var rest = text.AsSpan();
        if (rest is ['+' or '-', ..])
        {
            rest = rest[1..];
        }

        var mantissa = rest;
        var end = rest.IndexOfAny('e', 'E');
        if (end >= 0)
        {
            mantissa = rest[..end];
            var exponent = rest[(end + 1)..];
            if (exponent is ['+' or '-', ..])
            {
                exponent = exponent[1..];
            }

            if (exponent.Length is < 1 or > 4 || exponent.ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }
        }

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var part = point < 0 ? default : mantissa[(point + 1)..];
        if (whole.Length + part.Length == 0 || whole.ContainsAnyExceptInRange('0', '9') || part.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        // A negative zero is a zero.
        return double.IsFinite(value) ? value + 0.0 : null;
    }

    /// <summary>Orders by the bytes of UTF-8; no text comes first.</summary>
    public static int Compare(string? first, string? second) =>
        first is null || second is null
            ? (first is null ? 0 : 1) - (second is null ? 0 : 1)
            : Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));

    private static int? Offset(string text)
    {
        if (text is "" or "Z")
        {
            return 0;
        }

        if (text is not [('+' or '-') and var sign, _, _, ':', _, _])
        {
            return null;
        }

        var (hours, minutes) = (Digits(text, 1, 2), Digits(text, 4, 2));
        return hours is >= 0 and <= 17 && minutes is >= 0 and <= 59 ? (sign == '-' ? -1 : 1) * ((hours * 3600) + (minutes * 60)) : null;
    }

    /// <summary>The number at a place, or −1 if there are other characters than digits.</summary>
    private static int Digits(string text, int start, int length) =>
        text.AsSpan(start, length).ContainsAnyExceptInRange('0', '9')
            ? -1
            : int.Parse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
}
