using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>The least and the greatest value of a column, gathered from the chunks of a Parquet file as DuckDB prints them.</summary>
internal sealed class DeltaBounds(DeltaType type)
{
    /// <summary>Letters of a text that its bounds keep, as in Spark.</summary>
    private const int LettersMax = 32;

    private static readonly Rune LastRune = new(0x10FFFF);

    private readonly DeltaBound _bound = DeltaBound.Of(type);
    private object? _min;
    private object? _max;
    private bool _unbounded;
    private long? _nulls = 0;

    public void Add(long values, long? nulls, string? min, string? max)
    {
        _nulls += nulls;
        if (values == nulls)
        {
            return;
        }

        var (low, high) = (min is null ? null : _bound.Parse(min), max is null ? null : _bound.Parse(max));
        if (low is null || high is null)
        {
            _unbounded = true;
            return;
        }

        if (_min is null || _bound.Compare(low, _min) < 0)
        {
            _min = low;
        }

        if (_max is null || _bound.Compare(high, _max) > 0)
        {
            _max = high;
        }
    }

    public void WriteMin(Utf8JsonWriter json, string name)
    {
        if (_unbounded || _min is null)
        {
            return;
        }

        switch (_min)
        {
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case DateOnly date:
                json.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteString(name, Milliseconds(time));
                break;
            case string text:
                json.WriteString(name, Cut(text, out _));
                break;
        }
    }

    public void WriteMax(Utf8JsonWriter json, string name)
    {
        if (_unbounded || _max is null)
        {
            return;
        }

        switch (_max)
        {
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case DateOnly date:
                json.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                // The text has whole milliseconds; the bound must not lie below the value.
                if (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0)
                {
                    json.WriteString(name, Milliseconds(time));
                }
                else if (time < DateTimeOffset.MaxValue.AddMilliseconds(-1))
                {
                    json.WriteString(name, Milliseconds(time.AddMilliseconds(1)));
                }

                break;
            case string text:
                json.WriteString(name, RoundUp(text));
                break;
        }
    }

    public void WriteNulls(Utf8JsonWriter json, string name)
    {
        if (_nulls is { } nulls)
        {
            json.WriteNumber(name, nulls);
        }
    }

    /// <summary>A text of few letters that is not less than the given one: its beginning and the last letter of Unicode.</summary>
    private static string RoundUp(string text)
    {
        var begin = Cut(text, out var rest);
        if (rest.Length == 0)
        {
            return text;
        }

        var end = begin.Length;
        while (Rune.TryGetRuneAt(text, end, out var rune) && rune == LastRune)
        {
            end += rune.Utf16SequenceLength;
            if (end == text.Length)
            {
                return text;
            }
        }

        return string.Concat(text.AsSpan(0, end), LastRune.ToString());
    }

    private static string Cut(string text, out ReadOnlySpan<char> rest)
    {
        var end = 0;
        for (var letters = 0; letters < LettersMax && end < text.Length; letters++)
        {
            end += char.IsSurrogatePair(text, end) ? 2 : 1;
        }

        rest = text.AsSpan(end);
        return text[..end];
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
