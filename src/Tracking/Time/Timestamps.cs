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

    /// <summary>0001-01-01 and 9999-12-31: the range that raw rows and every engine can hold.</summary>
    public const long MinMicros = -62_135_596_800_000_000;

    public const long MaxMicros = 253_402_300_799_999_999;

    public static long ToMicros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes the text form; returns the number of bytes written (24 or 27).</summary>
    public static int Format(long micros, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(micros, MinMicros);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(micros, MaxMicros);
        var time = DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
        var (date, clock) = (DateOnly.FromDateTime(time), time.TimeOfDay);
        Digits(target, 0, 4, date.Year);
        target[4] = (byte)'-';
        Digits(target, 5, 2, date.Month);
        target[7] = (byte)'-';
        Digits(target, 8, 2, date.Day);
        target[10] = (byte)'T';
        Digits(target, 11, 2, clock.Hours);
        target[13] = (byte)':';
        Digits(target, 14, 2, clock.Minutes);
        target[16] = (byte)':';
        Digits(target, 17, 2, clock.Seconds);
        target[19] = (byte)'.';
        var fraction = (int)(clock.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        var digits = fraction % 1000 == 0 ? 3 : 6;
        Digits(target, 20, digits, digits == 3 ? fraction / 1000 : fraction);
        target[20 + digits] = (byte)'Z';
        return 21 + digits;
    }

    private static void Digits(Span<byte> target, int start, int count, int value)
    {
        for (var at = start + count - 1; at >= start; at--)
        {
            target[at] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
