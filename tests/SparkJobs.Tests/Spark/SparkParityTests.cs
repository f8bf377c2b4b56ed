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
