namespace Maas.Tracking.Time;

/// <summary>Reads the times that clients send, as microseconds since the Unix epoch, UTC.</summary>
public static class Instants
{
    private const long MicrosPerMinute = 60_000_000;

    /// <summary>
    /// Reads ISO 8601: <c>2026-11-22T23:24:03</c>, with a space or a <c>t</c> for the <c>T</c>, with a fraction of one to nine digits (digits beyond the
    /// sixth are cut off) and <c>Z</c>, <c>±hh</c>, <c>±hhmm</c> or <c>±hh:mm</c>; without a zone it is UTC. A date alone is its midnight.
    /// </summary>
    public static bool TryParseIso(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (
            text.Length < 10
            || text[4] != '-'
            || text[7] != '-'
            || !TryDigits(text[..4], out var year)
            || !TryDigits(text.Slice(5, 2), out var month)
            || !TryDigits(text.Slice(8, 2), out var day)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return false;
        }

        micros = DaysSinceEpoch(year, month, day) * 24 * Timestamps.MicrosPerHour;
        return text.Length == 10 || (text[10] is (byte)'T' or (byte)'t' or (byte)' ' && TryAddClock(text[11..], ref micros));
    }

    /// <summary>Reads a number of milliseconds since the Unix epoch, such as JavaScript's <c>Date.now()</c>.</summary>
    public static bool TryFromEpochMilliseconds(double milliseconds, out long micros)
    {
        // Compared before the conversion: a double beyond the range of a long has no defined one.
        var valid = milliseconds >= Timestamps.MinMicros / 1000.0 && milliseconds <= Timestamps.MaxMicros / 1000.0;
        micros = valid ? Clamp((long)(milliseconds * 1000.0)) : 0;
        return valid;
    }

    /// <summary>The nearest time that a row can hold.</summary>
    public static long Clamp(long micros) => Math.Clamp(micros, Timestamps.MinMicros, Timestamps.MaxMicros);

    private static bool TryAddClock(ReadOnlySpan<byte> clock, ref long micros)
    {
        if (
            clock.Length < 8
            || clock[2] != ':'
            || clock[5] != ':'
            || !TryDigits(clock[..2], out var hours)
            || !TryDigits(clock.Slice(3, 2), out var minutes)
            || !TryDigits(clock.Slice(6, 2), out var seconds)
            || hours > 23
            || minutes > 59
            || seconds > 60
        )
        {
            return false;
        }

        // A leap second (60) is the next minute's first, as in POSIX time.
        micros += (hours * Timestamps.MicrosPerHour) + (minutes * MicrosPerMinute) + (seconds * 1_000_000L);
        clock = clock[8..];
        if (!clock.IsEmpty && clock[0] is (byte)'.' or (byte)',')
        {
            var digits = 1;
            long fraction = 0;
            for (; digits < clock.Length && char.IsAsciiDigit((char)clock[digits]); digits++)
            {
                fraction = digits <= 6 ? (fraction * 10) + (clock[digits] - '0') : fraction;
            }

            if (digits is 1 or > 10)
            {
                return false;
            }

            for (var place = digits - 1; place < 6; place++)
            {
                fraction *= 10;
            }

            micros += fraction;
            clock = clock[digits..];
        }

        if (!TryOffset(clock, out var offset))
        {
            return false;
        }

        micros = Clamp(micros - offset);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> zone, out long micros)
    {
        micros = 0;
        if (zone.IsEmpty || (zone.Length == 1 && (zone[0] | 0x20) == 'z'))
        {
            return true;
        }

        if (zone[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var minutes = 0;
        var valid = zone.Length switch
        {
            3 => true,
            5 => TryDigits(zone[3..], out minutes),
            6 => zone[3] == ':' && TryDigits(zone[4..], out minutes),
            _ => false,
        };
        if (!valid || !TryDigits(zone.Slice(1, 2), out var hours) || hours > 23 || minutes > 59)
        {
            return false;
        }

        micros = (hours * Timestamps.MicrosPerHour) + (minutes * MicrosPerMinute);
        micros = zone[0] == '-' ? -micros : micros;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var letter in text)
        {
            var digit = letter - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    /// <summary>Whole days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").</summary>
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        // Counting years from March puts the leap day last.
        var shifted = month <= 2 ? year - 1 : year;
        var era = shifted / 400;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }
}
