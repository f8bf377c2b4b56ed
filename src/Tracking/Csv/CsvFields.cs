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

    /// <summary>Writes text that is already UTF-8, quoting it only if it must be.</summary>
    public static void WriteText(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        if (CsvBytes.TryCopyPlain(utf8, row.GetSpan(utf8.Length)))
        {
            row.Advance(utf8.Length);
        }
        else
        {
            WriteQuoted(row, utf8);
        }
    }

    /// <summary>Writes a text and the comma after it.</summary>
    public static void WriteTextAndComma(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        var target = row.GetSpan(utf8.Length + 1);
        if (CsvBytes.TryCopyPlain(utf8, target))
        {
            target[utf8.Length] = Comma;
            row.Advance(utf8.Length + 1);
        }
        else
        {
            WriteQuoted(row, utf8);
            row.Append(Comma);
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
    public static void WriteInsideQuotes(RowBuffer row, ReadOnlySpan<byte> utf8) =>
        row.Advance(CsvBytes.CopyQuoted(utf8, row.GetSpan(CsvBytes.QuotedLengthMax(utf8.Length))));

    private static void WriteQuoted(RowBuffer row, ReadOnlySpan<byte> utf8)
    {
        row.Append(Quote);
        WriteInsideQuotes(row, utf8);
        row.Append(Quote);
    }
}
