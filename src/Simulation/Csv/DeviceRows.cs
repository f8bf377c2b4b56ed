using System.Text;
using Maas.Simulation.Randomness;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.Simulation.Csv;

/// <summary>Writes device rows in the order of <see cref="DeviceColumns"/>.</summary>
internal sealed class DeviceRows(HourOfCsvOptions options, CsvPopulation population)
{
    private static readonly byte[] Version = Encoding.UTF8.GetBytes(DeviceColumns.SchemaVersion);

    private readonly byte[] _app = Encoding.UTF8.GetBytes(options.App);

    public void Write(RowBuffer row, int hour, long index)
    {
        var device = population[index];
        var random = SplitMix64.Of((ulong)options.Seed, 0xD0, (ulong)hour, (ulong)index);
        var receivedAt = (options.Start + hour).StartMicros + (random.Below(3_600_000) * 1_000L);
        var eventTime = receivedAt - (random.Below(20_000) * 1_000L);

        Text(row, Version);
        Time(row, receivedAt);
        Time(row, eventTime);
        Text(row, _app);
        device.WriteKey(row);
        row.Append(CsvFields.Comma);
        Text(row, device.Phone.Platform);
        device.WriteAdvertisingIds(row);
        row.Append(CsvFields.Comma);
        Text(row, device.Phone.System);
        Text(row, device.Phone.Systems[device.System]);
        Text(row, device.Phone.Manufacturer);
        Text(row, device.Phone.Model);
        row.Append(CsvFields.Comma);
        Text(row, device.AppVersion);
        Text(row, device.City.Locales[device.Locale]);
        Text(row, device.City.Timezone);
        Text(row, random.Chance(0.6) ? device.City.Carriers[device.Carrier] : []);
        Text(row, device.Phone.Screen);
        row.Append(CsvFields.Comma);
        device.WriteUserId(row);
        row.Append(CsvFields.Comma);
        WriteGroups(row, eventTime, device.HasAdvertisingId, ref random);
        row.Append(CsvFields.LineEnd);
    }

    /// <summary>The columns <c>settings, profile_at, ids_at, settings_at</c>.</summary>
    private static void WriteGroups(RowBuffer row, long at, bool hasIds, ref SplitMix64 random)
    {
        var hasSettings = random.Chance(0.1);
        if (hasSettings)
        {
            row.Append("\"{\"\"adTrackingEnabled\"\":false}\""u8);
        }

        row.Append(CsvFields.Comma);
        Time(row, at);
        if (hasIds)
        {
            CsvFields.WriteTime(row, at);
        }

        row.Append(CsvFields.Comma);
        if (hasSettings)
        {
            CsvFields.WriteTime(row, at);
        }
    }

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
}
