using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Texts, times and numbers that engines are known to read differently, and rows of them.</summary>
internal static class NastyRows
{
    public static readonly string?[] Texts =
    [
        null,
        "a,b",
        "say \"hi\"",
        "back\\slash\\",
        "\\\"",
        "\\N",
        "NULL",
        "tab\there",
        "📍 naïve ☃ 漢字",
        "'; DROP",
        "{\"a\":[1,\"x\"]}",
        " spaces ",
        "#",
        "${x}",
    ];

    public static readonly string[] Times =
    [
        "2026-11-22T23:00:00.000Z",
        "2026-11-22 23:59:59.999999",
        "2026-11-22T23:59:59.999999999Z",
        "2026-11-23T01:30:00+02:00",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z",
        "2026-02-30T10:00:00Z",
        "2026-11-22",
        "1600-02-29T00:00:00Z",
        "1899-12-31T23:59:59.5Z",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-17:59",
        "2026-11-23T17:30:00+17:59",
        "now",
        "-2026-11-22T23:00:00Z",
        "2026-11-22T23:00:00.Z",
    ];

    public static readonly string[] Numbers =
    [
        "1",
        "-0",
        "+.5",
        "1.",
        "1d",
        "1_000",
        "0x1F",
        "1e3",
        "1E-320",
        "1e-400",
        "0.00000000005",
        "1e999",
        "nan",
        "Infinity",
        " 1",
        "91.5",
        "-180.000001",
        "123456789.123456789",
        ".",
    ];

    public static string Tracking(HourWindow hour, int key, int message, string? extra, params (string Column, string? Value)[] more) =>
        RawRow.Tracking(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["received_at"] = RawRow.Time(hour.StartMicros + (message * 1_234_567L)),
                ["event_time"] = RawRow.Time(hour.StartMicros - (message * 7_654_321L)),
                ["app_id"] = message % 7 == 0 ? "other" : "demo",
                ["device_key"] = $"k{key}",
                ["message_id"] = $"m{message}",
                ["latitude"] = message % 3 == 0 ? null : $"{message % 90}.0{message % 10}",
                ["longitude"] = message % 3 == 0 ? null : $"-{message}.125",
                ["event"] = extra,
                ["extra"] = extra,
            }
                .Select(pair =>
                    (pair.Key, more.Where(change => change.Column == pair.Key).Select(change => change.Value).LastOrDefault(pair.Value))
                )
                .Concat(more.Where(change => change.Column == "altitude"))
        );

    public static string Device(HourWindow hour, int key, string? idfa, string? gaid) =>
        RawRow.Device(
            ("received_at", RawRow.Time(hour.StartMicros + key)),
            ("event_time", RawRow.Time(hour.StartMicros - key)),
            ("app_id", "demo"),
            ("device_key", $"k{key}"),
            ("model", Texts[key % Texts.Length]),
            ("settings", Texts[(key + 3) % Texts.Length]),
            ("profile_at", key % 4 == 0 ? null : RawRow.Time(hour.StartMicros)),
            ("settings_at", RawRow.Time(hour.StartMicros)),
            ("idfa", idfa),
            ("gaid", gaid),
            ("ids_at", RawRow.Time(hour.StartMicros + key))
        );
}
