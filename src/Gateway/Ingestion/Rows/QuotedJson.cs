using Maas.Gateway.Ingestion.Json;
using Maas.Tracking.Csv;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Writes a JSON object as one quoted CSV field, part by part. A field in which nothing was written is empty, without quotes.
/// </summary>
internal ref struct QuotedJson(RowBuffer row)
{
    private readonly int _start = row.Length;
    private bool _needsComma;

    /// <summary>Writes neighbouring members as they stand in the body.</summary>
    public void Members(ReadOnlySpan<byte> members)
    {
        Separate();
        CsvFields.WriteInsideQuotes(row, members);
    }

    /// <summary>Writes a member whose name needs no escapes and whose value is one of the body or the scratch.</summary>
    public void Member(ReadOnlySpan<byte> name, JsonSpan value, EventBatch batch)
    {
        Name(name);
        var text = batch.Text(value);
        switch (value.Kind)
        {
            case JsonKind.Text:
                row.Append("\"\""u8);
                CsvFields.WriteInsideQuotes(row, text);
                row.Append("\"\""u8);
                break;
            case JsonKind.ScratchText:
                row.Append("\"\""u8);
                Escape(text);
                row.Append("\"\""u8);
                break;
            default:
                CsvFields.WriteInsideQuotes(row, text);
                break;
        }
    }

    /// <summary>Begins a member that is an object.</summary>
    public void Begin(ReadOnlySpan<byte> name)
    {
        Name(name);
        row.Append((byte)'{');
        _needsComma = false;
    }

    public void End()
    {
        row.Append((byte)'}');
        _needsComma = true;
    }

    /// <summary>Ends the field.</summary>
    public readonly void Close()
    {
        if (row.Length > _start)
        {
            row.Append("}\""u8);
        }
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        row.Append("\"\""u8);
        row.Append(name);
        row.Append("\"\":"u8);
    }

    private void Separate()
    {
        if (row.Length == _start)
        {
            row.Append("\"{"u8);
        }
        else if (_needsComma)
        {
            row.Append((byte)',');
        }

        _needsComma = true;
    }

    /// <summary>Writes a text that had escapes with those that it still needs.</summary>
    private readonly void Escape(ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
        {
            switch (letter)
            {
                case (byte)'"':
                    row.Append("\\\"\""u8);
                    break;
                case (byte)'\\':
                    row.Append("\\\\"u8);
                    break;
                case < (byte)' ':
                    row.Append((byte)' ');
                    break;
                default:
                    row.Append(letter);
                    break;
            }
        }
    }
}
