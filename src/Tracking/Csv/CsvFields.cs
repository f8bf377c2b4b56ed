using System.Buffers;
using System.Buffers.Text;
using Maas.Tracking.Time;

namespace Maas.Tracking.Csv;

/// <summary>
/// Writes single CSV fields (RFC 4180, UTF-8) without the commas between them. A row is one line: CR, LF and NUL inside a field become
/// spaces, so that any engine can split a file at line ends. An absent value and an empty one are both the empty, unquoted field.
/// </summary>
public static class CsvFields
{
    public const byte Comma = (byte)',';
    public const byte Quote = (byte)'"';
    public const byte LineEnd = (byte)'\n';

    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n\0"u8);
    private static readonly SearchValues<byte> SpecialInsideQuotes = SearchValues.Create("\"\r\n\0"u8);

    /// <summary>Writes text that is already UTF-8, quoting it only if it must be.</summary>
    public static void WriteText(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAny(Special) < 0)
        {
            row.Append(utf8);
        }
        else
        {
            WriteQuoted(row, utf8);
        }
    }

    /// <summary>Writes a time given in microseconds since the Unix epoch; see <see cref="Timestamps"/> for the form.</summary>
    public static void WriteTime(RowBuffer row, long micros) => row.Advance(Timestamps.Format(micros, row.GetSpan(Timestamps.MaxLength)));

    /// <summary>Writes the shortest decimal that reads back as the same double. NaN and infinities are the caller's to refuse.</summary>
    public static void WriteNumber(RowBuffer row, double value)
    {
        if (!Utf8Formatter.TryFormat(value, row.GetSpan(64), out var written))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The number has no decimal form of 64 bytes or less.");
        }

        row.Advance(written);
    }

    /// <summary>
    /// Writes a part of a quoted field, for a field that is put together from parts; the quotes around the whole are the caller's.
    /// </summary>
    public static void WriteInsideQuotes(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        // Every byte can at most double.
        var target = row.GetSpan(utf8.Length * 2);
        var at = 0;
        while (true)
        {
            var next = utf8.IndexOfAny(SpecialInsideQuotes);
            if (next < 0)
            {
                utf8.CopyTo(target[at..]);
                row.Advance(at + utf8.Length);
                return;
            }

            utf8[..next].CopyTo(target[at..]);
            at += next;
            if (utf8[next] == Quote)
            {
                target[at++] = Quote;
                target[at++] = Quote;
            }
            else
            {
                target[at++] = (byte)' ';
            }

            utf8 = utf8[(next + 1)..];
        }
    }

    private static void WriteQuoted(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        row.Append(Quote);
        WriteInsideQuotes(row, utf8);
        row.Append(Quote);
    }
}
