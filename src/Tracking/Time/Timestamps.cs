namespace Maas.Tracking.Time;

/// <summary>
/// Times as microseconds since the Unix epoch, UTC, the lake's own resolution, and their text form in raw rows:
/// <c>2026-11-22T23:24:03.799Z</c>, or with six decimals when the time is not a whole number of milliseconds.
/// </summary>
public static class Timestamps
{
    /// <summary>The longest text form, in bytes.</summary>
    public const int MaxLength = 27;

    public const long MicrosPerHour = 3_600_000_000;

    private const ulong MicrosPerDay = 24 * (ulong)MicrosPerHour;
    private const ulong MicrosPerSecond = 1_000_000;

    /// <summary>0001-01-01 and 9999-12-31: the range that raw rows and every engine can hold.</summary>
    public const long MinMicros = -62_135_596_800_000_000;

    public const long MaxMicros = 253_402_300_799_999_999;

    public static long ToMicros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// Whether a text that <see cref="Instants.TryParseIso"/> has read is already the text form of its time, so that it can be copied.
    /// </summary>
    public static bool IsTextForm(ReadOnlySpan<byte> text) =>
        text.Length == MaxLength - 3
        && text[10] == 'T'
        && text[19] == '.'
        && text[23] == 'Z'
        // A leap second is written as the minute after it.
        && text[17] != '6';

    /// <summary>Writes the text form; returns the number of bytes written (24 or 27).</summary>
    public static int Format(long micros, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(micros, MinMicros);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(micros, MaxMicros);
        target = target[..MaxLength];
        var sinceMin = (ulong)(micros - MinMicros);
        var days = (uint)(sinceMin / MicrosPerDay);
        var clock = sinceMin - (days * MicrosPerDay);
        var (year, month, day) = DateOf(days);
        Pair(target, 0, year / 100);
        Pair(target, 2, year % 100);
        target[4] = (byte)'-';
        Pair(target, 5, month);
        target[7] = (byte)'-';
        Pair(target, 8, day);
        target[10] = (byte)'T';
        var seconds = (uint)(clock / MicrosPerSecond);
        Pair(target, 11, seconds / 3600);
        target[13] = (byte)':';
        Pair(target, 14, seconds / 60 % 60);
        target[16] = (byte)':';
        Pair(target, 17, seconds % 60);
        target[19] = (byte)'.';
        var fraction = (uint)(clock - (seconds * MicrosPerSecond));
        var (millis, micro) = (fraction / 1000, fraction % 1000);
        Triple(target, 20, millis);
        if (micro == 0)
        {
            target[23] = (byte)'Z';
            return MaxLength - 3;
        }

        Triple(target, 23, micro);
        target[26] = (byte)'Z';
        return MaxLength;
    }

    /// <summary>The date of a day counted from 0001-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").</summary>
    private static (uint Year, uint Month, uint Day) DateOf(uint days)
    {
        // Counting from the first of March of the year 0 puts the leap day last.
        days += 306;
        var era = days / 146_097;
        var dayOfEra = days - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var month = shifted < 10 ? shifted + 3 : shifted - 9;
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1u : 0u);
        return (year, month, dayOfYear - (((153 * shifted) + 2) / 5) + 1);
    }

    private static void Pair(Span<byte> target, int at, uint value)
    {
        target[at] = (byte)('0' + (value / 10));
        target[at + 1] = (byte)('0' + (value % 10));
    }

    private static void Triple(Span<byte> target, int at, uint value)
    {
        target[at] = (byte)('0' + (value / 100));
        Pair(target, at + 1, value % 100);
    }
}
