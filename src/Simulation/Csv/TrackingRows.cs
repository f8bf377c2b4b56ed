using System.Text;
using Maas.Simulation.Randomness;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.Simulation.Csv;

/// <summary>Writes tracking rows in the order of <see cref="TrackingColumns"/>.</summary>
internal sealed class TrackingRows(HourOfCsvOptions options, HourPlan plan, CsvPopulation population)
{
    private const long MicrosPerMilli = 1_000;

    private static readonly byte[] Version = Encoding.UTF8.GetBytes(TrackingColumns.SchemaVersion);
    private static readonly byte[][] EventNames =
    [
        "Location Updated"u8.ToArray(),
        "Location Updated"u8.ToArray(),
        "Location Updated"u8.ToArray(),
        "Product Viewed"u8.ToArray(),
        "Heartbeat"u8.ToArray(),
    ];

    private readonly byte[] _app = Encoding.UTF8.GetBytes(options.App);

    /// <summary>Writes the row at the place, with the content of its original if it is a copy; returns what it is.</summary>
    public (RowKind Kind, bool Stranger) Write(RowBuffer row, RowPlace place)
    {
        var (kind, source) = plan.Resolve(place);
        var index = plan.DeviceOf(source);
        WriteRow(row, place, source, population[index]);
        return (kind, index >= HourPlan.FirstStranger);
    }

    private void WriteRow(RowBuffer row, RowPlace place, RowPlace source, in CsvDevice device)
    {
        var random = plan.RandomOf(source);
        var messageId = random.NextGuid();
        var sentAt = ReceivedAt(source) - Millis(random.Between(40, 900));
        var happenedAt = sentAt - Millis(random.Chance(0.02) ? random.Between(0, 7_200_000) : random.Between(0, 30_000));
        var skew = random.Chance(0.1) ? Millis(random.Between(-300_000, 300_000)) : 0;

        Text(row, Version);
        Time(row, ReceivedAt(place));
        Time(row, happenedAt);
        if (random.Chance(0.33))
        {
            Time(row, sentAt + skew);
            Time(row, happenedAt + skew);
        }
        else
        {
            Skip(row, 2);
        }

        CsvDevice.WriteGuid(row, messageId);
        Skip(row, 1);
        Text(row, _app);
        device.WriteKey(row);
        Skip(row, 1);
        device.WriteUserId(row);
        Skip(row, 1);
        if (random.Chance(0.1))
        {
            CsvDevice.WriteGuid(row, device.AdvertisingId);
        }

        Skip(row, 1);
        WriteEvent(row, ref random);
        WriteFix(row, device, happenedAt, ref random);
        WriteContext(row, device, ref random);
        row.Append(CsvFields.LineEnd);
    }

    private static void WriteEvent(RowBuffer row, ref SplitMix64 random)
    {
        if (random.Chance(0.12))
        {
            Text(row, "screen"u8);
            Text(row, "Home"u8);
        }
        else
        {
            Text(row, "track"u8);
            Text(row, EventNames[random.Below(EventNames.Length)]);
        }
    }

    private static void WriteFix(RowBuffer row, in CsvDevice device, long at, ref SplitMix64 random)
    {
        if (random.Chance(0.12))
        {
            Skip(row, 6);
            return;
        }

        var (latitude, longitude, bearing) = device.At(at);
        Number(row, Math.Round(latitude, 6));
        Number(row, Math.Round(longitude, 6));
        Skip(row, 1);
        CsvDevice.WriteInteger(row, 3 + random.Below(40));
        Skip(row, 1);
        Number(row, Math.Round(device.Speed, 1));
        CsvDevice.WriteInteger(row, (long)bearing);
        Skip(row, 1);
    }

    private static void WriteContext(RowBuffer row, in CsvDevice device, ref SplitMix64 random)
    {
        Text(row, device.Phone.Platform);
        device.WriteAdvertisingIds(row);
        Skip(row, 1);
        Text(row, device.Phone.System);
        Text(row, device.Phone.Systems[device.System]);
        Text(row, device.Phone.Manufacturer);
        Text(row, device.Phone.Model);
        Skip(row, 1);
        Text(row, device.AppVersion);
        Text(row, device.City.Locales[device.Locale]);
        Text(row, device.City.Timezone);
        Text(row, device.OnWifi ? "wifi"u8 : "cellular"u8);
        device.WriteAddress(row);
        Skip(row, 1);
        Text(row, device.Phone.Library);
        if (random.Chance(0.1))
        {
            row.Append("\"{\"\"adTrackingEnabled\"\":false}\""u8);
        }

        Skip(row, 1);
    }

    /// <summary>Rows come in evenly over the hour, a file beside the others.</summary>
    private long ReceivedAt(RowPlace place)
    {
        var hour = options.Start + place.Hour;
        var share = Math.Min((double)place.Position / plan.TypicalRowsAFile, 1);
        var offset = (long)(share * (Timestamps.MicrosPerHour - MicrosPerMilli));
        return hour.StartMicros + (offset / MicrosPerMilli * MicrosPerMilli);
    }

    private static long Millis(double millis) => (long)millis * MicrosPerMilli;

    private static void Text(RowBuffer row, ReadOnlySpan<byte> text)
    {
        row.Append(text);
        row.Append(CsvFields.Comma);
    }

    private static void Time(RowBuffer row, long micros)
    {
        CsvFields.WriteTime(row, micros);
        row.Append(CsvFields.Comma);
    }

    private static void Number(RowBuffer row, double value)
    {
        CsvFields.WriteNumber(row, value);
        row.Append(CsvFields.Comma);
    }

    private static void Skip(RowBuffer row, int columns)
    {
        for (; columns > 0; columns--)
        {
            row.Append(CsvFields.Comma);
        }
    }
}
