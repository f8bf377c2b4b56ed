using System.Text.Unicode;

namespace Maas.SparkJobs.Inputs;

/// <summary>Whether a line is a row that every engine reads alike.</summary>
internal static class CsvLine
{
    private const byte Comma = (byte)',';
    private const byte Quote = (byte)'"';

    /// <summary>
    /// True if the line (without its end) is one RFC 4180 record of so many fields in valid UTF-8: a quote only around a whole field, or
    /// doubled inside one; no NUL or carriage return.
    /// </summary>
    public static bool IsRow(ReadOnlySpan<byte> line, int columns)
    {
        if (line.IndexOfAny((byte)0, (byte)'\r') >= 0 || !Utf8.IsValid(line))
        {
            return false;
        }

        for (var fields = 1; ; fields++)
        {
            var length = FieldLength(line);
            if (length < 0)
            {
                return false;
            }

            if (length == line.Length)
            {
                return fields == columns;
            }

            line = line[(length + 1)..];
        }
    }

    /// <summary>The length of the first field, or −1 if it is malformed.</summary>
    private static int FieldLength(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] != Quote)
        {
            var end = line.IndexOf(Comma);
            var field = end < 0 ? line : line[..end];
            return field.Contains(Quote) ? -1 : field.Length;
        }

        for (var at = 1; ; at += 2)
        {
            var next = line[at..].IndexOf(Quote);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (at + 1 == line.Length || line[at + 1] == Comma)
            {
                return at + 1;
            }

            if (line[at + 1] != Quote)
            {
                return -1;
            }
        }
    }
}
