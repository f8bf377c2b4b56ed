using System.Globalization;
using Maas.Gateway.Problems;
using Maas.Tracking.Time;

namespace Maas.Gateway.Runs;

/// <summary>
/// Whole hours from <see cref="From"/> up to and without <see cref="To"/>. A time inside an hour takes the hour with it: <c>from</c> is
/// rounded down and <c>to</c> up.
/// </summary>
internal readonly record struct RunPeriod(HourWindow From, HourWindow To)
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private int Hours => To.Index - From.Index;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH",
        "yyyy-MM-dd'T'HHK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd",
    ];

    /// <summary>Reads a period to run: both ends must be given and none may lie in the future.</summary>
    public static RunPeriod ReadPast(string? from, string? to, DateTimeOffset now, FieldErrors errors)
    {
        var period = new RunPeriod(ReadTime("from", from, errors).Down, ReadTime("to", to, errors).Up);
        if (errors.Any)
        {
            return default;
        }

        var next = HourWindow.Of(now) + 1;
        if (period.From >= next)
        {
            errors.Add("from", "The period lies in the future.");
        }
        else if (period.To > next)
        {
            errors.Add("to", $"The period ends in the future: the hour still open ends at {next}.");
        }

        period.CheckOrder(errors);
        return period;
    }

    /// <summary>Reads a period to list; without ends, the last day up to and with the hour still open.</summary>
    public static RunPeriod ReadAny(string? from, string? to, int hoursMax, DateTimeOffset now, FieldErrors errors)
    {
        var end = to is null ? HourWindow.Of(now) + 1 : ReadTime("to", to, errors).Up;
        var start = from is null ? end - 24 : ReadTime("from", from, errors).Down;
        var period = new RunPeriod(start, end);
        if (!errors.Any && period.CheckOrder(errors) && period.Hours > hoursMax)
        {
            errors.Add("to", $"The period is {period.Hours} hours long: ask for at most {hoursMax}.");
        }

        return period;
    }

    private static (HourWindow Down, HourWindow Up) ReadTime(string field, string? text, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            errors.Add(field, "This is required: an hour such as 2026-11-22T23, in UTC.");
        }
        else if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, Utc, out var time))
        {
            var hour = HourWindow.Of(time);
            return (hour, hour.Start == time ? hour : hour + 1);
        }
        else
        {
            errors.Add(field, "This is not a time: use an hour such as 2026-11-22T23, or an ISO 8601 time; UTC unless it has an offset.");
        }

        return default;
    }

    private bool CheckOrder(FieldErrors errors)
    {
        if (To > From)
        {
            return true;
        }

        errors.Add("to", "This must be later than 'from'.");
        return false;
    }
}
