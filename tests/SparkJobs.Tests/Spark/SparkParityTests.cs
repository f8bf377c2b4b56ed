using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The same raw files give the same lake on both engines, run after run.</summary>
public sealed class SparkParityTests
{
    private static readonly HourWindow Hour = HourWindow.OfMicros(Timestamps.ToMicros(new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero)));

    [Fact]
    public async Task Runs_OfHoursOfNastyRows_LeaveTheSameLake()
    {
        SparkHere.OrSkip();
        using var lakes = new TwoLakes(SparkHere.Options(), options => options.ComponentRounds = 3);
        SealEarlier(lakes, Hour - 2);
        await lakes.RunAsync(Hour - 2);
        SealEarlier(lakes, Hour + 1);
        await lakes.RunAsync(Hour + 1);
        SealNasty(lakes);
        await lakes.RunAsync(Hour);
        await lakes.RunAsync(Hour);
        await lakes.MaintainAsync();
    }

    /// <summary>MAAS_PARITY_ROWS sets how many tracking rows an hour has (default 3,000; a million takes minutes).</summary>
    [Fact]
    public async Task Runs_OfRandomHours_LeaveTheSameLake()
    {
        SparkHere.OrSkip();
        var rows = int.TryParse(Environment.GetEnvironmentVariable("MAAS_PARITY_ROWS"), out var given) ? given : 3_000;
        using var lakes = new TwoLakes(SparkHere.Options(), options => options.RowsPerFile = 1_000 + (rows / 5));
        var random = new RandomHours(seed: 20261122);
        foreach (var hour in (HourWindow[])[Hour, Hour + 1])
        {
            lakes.Seal("devices", hour, random.Devices(hour, rows / 20));
            lakes.Seal("tracking", hour, random.Tracking(hour, rows / 2));
            lakes.Seal("tracking", hour, random.Tracking(hour, rows / 2));
            await lakes.RunAsync(hour);
        }

        // A late file, with rows that the other hour holds, and one of the devices that rows wait for.
        lakes.Seal("tracking", Hour, random.Tracking(Hour, rows / 10));
        lakes.Seal("devices", Hour, random.Devices(Hour, rows / 10));
        await lakes.RunAsync(Hour);
    }

    private static void SealEarlier(TwoLakes lakes, HourWindow hour)
    {
        lakes.Seal("devices", hour, [.. Enumerable.Range(0, 12).Select(key => NastyRows.Device(hour, key, $"A{key / 2}", null))]);
        lakes.Seal("tracking", hour, [.. Enumerable.Range(0, 40).Select(row => NastyRows.Tracking(hour, row % 15, row, null))]);
    }

    private static void SealNasty(TwoLakes lakes)
    {
        lakes.Seal("devices", Hour, [.. Enumerable.Range(5, 15).Select(key => NastyRows.Device(Hour, key, $"A{key / 3}", $"G{key % 4}"))]);
        lakes.Seal(
            "devices",
            Hour,
            NastyRows.Device(Hour, 30, null, null),
            RawRow.Device(("app_id", "demo"), ("device_key", "k31"), ("profile_at", "never"))
        );
        foreach (var first in (int[])[20, 50])
        {
            lakes.Seal(
                "tracking",
                Hour,
                [
                    .. Enumerable
                        .Range(first, 60)
                        .Select(row => NastyRows.Tracking(Hour, row % 25, row, NastyRows.Texts[row % NastyRows.Texts.Length])),
                ]
            );
        }

        lakes.Seal(
            "tracking",
            Hour,
            [.. NastyRows.Times.Select((time, row) => NastyRows.Tracking(Hour, 6, 1000 + row, null, ("event_time", time)))]
        );
        lakes.Seal(
            "tracking",
            Hour,
            [.. NastyRows.Times.Select((time, row) => NastyRows.Tracking(Hour, 7, 1100 + row, null, ("received_at", time)))]
        );
        lakes.Seal(
            "tracking",
            Hour,
            [.. NastyRows.Numbers.Select((number, row) => NastyRows.Tracking(Hour, 8, 1200 + row, null, ("altitude", number)))]
        );
        lakes.Seal(
            "tracking",
            Hour,
            [
                .. NastyRows.Numbers.Select(
                    (number, row) => NastyRows.Tracking(Hour, 9, 1300 + row, null, ("latitude", number), ("longitude", number))
                ),
            ]
        );
        lakes.Seal("tracking", Hour, RawRow.Tracking(("schema", "2"), ("app_id", "demo")), RawRow.Tracking());
    }
}
