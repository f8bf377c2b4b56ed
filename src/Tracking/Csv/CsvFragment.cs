using System.Text;

namespace Maas.Tracking.Csv;

/// <summary>Reads the fields of a fragment that <see cref="CsvFields"/> wrote, one after another.</summary>
public ref struct CsvFragment(ReadOnlySpan<byte> fragment)
{
    private ReadOnlySpan<byte> _rest = fragment;
    private bool _ended;

    /// <summary>The position at which the field of a column begins; the fragment's length when it has no such column.</summary>
    public static int StartOf(ReadOnlySpan<byte> fragment, int column)
    {
        var reader = new CsvFragment(fragment);
        for (var at = 0; at < column; at++)
        {
            if (!reader.TryRead(out _) || reader._ended)
            {
                return fragment.Length;
            }
        }

        return fragment.Length - reader._rest.Length;
    }

    /// <summary>A field's text without quotes, or null for an empty field: in a row, empty and absent are the same.</summary>
    public static string? Text(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return null;
        }

        return field[0] == CsvFields.Quote
            ? Encoding.UTF8.GetString(field[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(field);
    }

    /// <summary>The next field as it is written, quotes included. False when there is none left.</summary>
    public bool TryRead(out ReadOnlySpan<byte> field)
    {
        if (_ended)
        {
            field = default;
            return false;
        }

        var length = FieldLength(_rest);
        field = _rest[..length];
        _ended = length == _rest.Length;
        _rest = _ended ? default : _rest[(length + 1)..];
        return true;
    }

    /// <summary>The next field's text, or null when it is empty or there is none left.</summary>
    public string? ReadText() => TryRead(out var field) ? Text(field) : null;

    private static int FieldLength(ReadOnlySpan<byte> text)
    {
        var quoted = 0;
        while (quoted < text.Length && text[quoted] == CsvFields.Quote)
        {
            // A doubled quote inside the field looks like one quoted part right after another.
            var close = text[(quoted + 1)..].IndexOf(CsvFields.Quote);
            quoted = close < 0 ? text.Length : quoted + close + 2;
        }

        var comma = text[quoted..].IndexOf(CsvFields.Comma);
        return comma < 0 ? text.Length : quoted + comma;
    }
}
