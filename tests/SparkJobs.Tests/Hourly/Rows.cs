using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Raw rows of the app <c>demo</c>, for tests to <c>using static</c>.</summary>
internal static class Rows
{
    public static readonly HourWindow Ten = Parse("2026-11-22T10");

    public static string Tracked(string key, string message, string time, params IEnumerable<(string, string?)> more) =>
        RawRow.Tracking([
            ("received_at", $"2026-11-22T{time}.000Z"),
            ("event_time", $"2026-11-22T{time}.000Z"),
            ("message_id", message),
            ("app_id", "demo"),
            ("device_key", key),
            .. more,
        ]);

    public static string Device(string key, string time, params IEnumerable<(string, string?)> more) =>
        RawRow.Device([
            ("received_at", $"2026-11-22T{time}.000Z"),
            ("event_time", $"2026-11-22T{time}.000Z"),
            ("app_id", "demo"),
            ("device_key", key),
            ("profile_at", $"2026-11-22T{time}.000Z"),
            ("ids_at", $"2026-11-22T{time}.000Z"),
            .. more,
        ]);

    private static HourWindow Parse(string text) => HourWindow.TryParse(text, out var hour) ? hour : throw new FormatException(text);
}
