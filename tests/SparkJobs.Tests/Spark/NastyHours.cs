using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Raw files of nasty rows in the last hour of a day, and of plain ones around it, for two lakes.</summary>
internal static class NastyHours
{
    public static readonly HourWindow Hour = HourWindow.OfMicros(Timestamps.ToMicros(new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero)));

    public static void SealEarlier(TwoLakes lakes, HourWindow hour)
    {
        lakes.Seal("devices", hour, [.. Enumerable.Range(0, 12).Select(key => NastyRows.Device(hour, key, $"A{key / 2}", null))]);
        lakes.Seal("tracking", hour, [.. Enumerable.Range(0, 40).Select(row => NastyRows.Tracking(hour, row % 15, row, null))]);
    }

    public static void SealNasty(TwoLakes lakes, HourWindow hour)
    {
        lakes.Seal("devices", hour, [.. Enumerable.Range(5, 15).Select(key => NastyRows.Device(hour, key, $"A{key / 3}", $"G{key % 4}"))]);
        lakes.Seal(
            "devices",
            hour,
            NastyRows.Device(hour, 30, null, null),
            RawRow.Device(("app_id", "demo"), ("device_key", "k31"), ("profile_at", "never"))
        );
        foreach (var first in (int[])[20, 50])
        {
            lakes.Seal(
                "tracking",
                hour,
                [
                    .. Enumerable
                        .Range(first, 60)
                        .Select(row => NastyRows.Tracking(hour, row % 25, row, NastyRows.Texts[row % NastyRows.Texts.Length])),
                ]
            );
        }

        lakes.Seal(
            "tracking",
            hour,
            [.. NastyRows.Times.Select((time, row) => NastyRows.Tracking(hour, 6, 1000 + row, null, ("event_time", time)))]
        );
        lakes.Seal(
            "tracking",
            hour,
            [.. NastyRows.Times.Select((time, row) => NastyRows.Tracking(hour, 7, 1100 + row, null, ("received_at", time)))]
        );
        lakes.Seal(
            "tracking",
            hour,
            [.. NastyRows.Numbers.Select((number, row) => NastyRows.Tracking(hour, 8, 1200 + row, null, ("altitude", number)))]
        );
        lakes.Seal(
            "tracking",
            hour,
            [
                .. NastyRows.Numbers.Select(
                    (number, row) => NastyRows.Tracking(hour, 9, 1300 + row, null, ("latitude", number), ("longitude", number))
                ),
            ]
        );
        lakes.Seal("tracking", hour, RawRow.Tracking(("schema", "2"), ("app_id", "demo")), RawRow.Tracking());
    }
}
