using System.Globalization;

namespace Maas.Tracking.Time;

/// <summary>One UTC hour of <c>received_at</c>: the unit of folders, of the ledger and of runs.</summary>
/// <param name="Index">Whole hours since the Unix epoch.</param>
public readonly record struct HourWindow(int Index) : IComparable<HourWindow>
{
    private const string TextForm = "yyyy-MM-ddTHH";

    public DateTimeOffset Start => DateTimeOffset.UnixEpoch.AddHours(Index);

    /// <summary>The first instant after the hour.</summary>
    public DateTimeOffset End => DateTimeOffset.UnixEpoch.AddHours(Index + 1);

    public long StartMicros => Index * Timestamps.MicrosPerHour;

    public long EndMicros => (Index + 1L) * Timestamps.MicrosPerHour;

    /// <summary>The hour's folder below a stream, without slashes at its ends: <c>2026/11/22/23</c>.</summary>
    public string Folder => Start.ToString("yyyy'/'MM'/'dd'/'HH", CultureInfo.InvariantCulture);

    /// <summary>The lake's <c>dt</c> partition value: <c>2026-11-22</c>.</summary>
    public string Date => Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The lake's <c>hr</c> partition value: <c>23</c>.</summary>
    public string Hour => Start.ToString("HH", CultureInfo.InvariantCulture);

    public static HourWindow Of(DateTimeOffset time) => OfMicros(Timestamps.ToMicros(time));

    public static HourWindow OfMicros(long micros) =>
        new((int)long.DivRem(micros - (micros < 0 ? Timestamps.MicrosPerHour - 1 : 0), Timestamps.MicrosPerHour).Quotient);

    public static HourWindow operator +(HourWindow hour, int hours) => new(hour.Index + hours);

    public static HourWindow operator -(HourWindow hour, int hours) => new(hour.Index - hours);

    public static bool operator <(HourWindow left, HourWindow right) => left.Index < right.Index;

    public static bool operator >(HourWindow left, HourWindow right) => left.Index > right.Index;

    public static bool operator <=(HourWindow left, HourWindow right) => left.Index <= right.Index;

    public static bool operator >=(HourWindow left, HourWindow right) => left.Index >= right.Index;

    public bool Contains(long micros) => micros >= StartMicros && micros < EndMicros;

    /// <summary>Reads <c>2026-11-22T23</c>, or any ISO 8601 instant, of which the hour is taken (no offset means UTC).</summary>
    public static bool TryParse(string? text, out HourWindow hour)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (
            DateTimeOffset.TryParseExact(text, TextForm, CultureInfo.InvariantCulture, Utc, out var time)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out time)
        )
        {
            hour = Of(time);
            return true;
        }

        hour = default;
        return false;
    }

    public int CompareTo(HourWindow other) => Index.CompareTo(other.Index);

    public override string ToString() => Start.ToString(TextForm, CultureInfo.InvariantCulture);
}
