using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

public sealed class HourlyBatchTests : IDisposable
{
    private static readonly HourWindow Ten = Parse("2026-11-22T10");
    private readonly LakeFixture _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Execute_HourOfOneDevice_ClassesEveryRowAndWritesTheLake()
    {
        _lake.Raw.Seal("devices", Ten, Device("k1", "10:00:01", ("idfa", "A"), ("model", "iPhone")));
        _lake.Raw.Seal(
            "tracking",
            Ten,
            Tracking("k1", "m1", "10:00:02", ("latitude", "1.5"), ("longitude", "2.5")),
            Tracking("k1", "m1", "10:00:03"),
            Tracking("k1", "m2", "10:00:04", ("extra", "{\"a\":\"x, \"\"y\"}")),
            Tracking("k2", "m1", "10:00:05"),
            Tracking("k1", "m3", "10:00:06", ("latitude", "north"))
        );

        var (order, report) = await _lake.RunWithOrderAsync(Ten);

        report.Apps.ShouldBe([new EngineTally("demo", 5, 2, 1, 1, 1)]);
        (await _lake.QueryAsync("SELECT message_id, latitude, extra, dt, hr FROM tracking ORDER BY message_id")).ShouldBe(
            [
                ["m1", 1.5, null, "2026-11-22", "10"],
                ["m2", null, "{\"a\":\"x, \"\"y\"}", "2026-11-22", "10"],
            ],
            new RowComparer()
        );
        (await _lake.QueryAsync("SELECT events, latitude FROM tracked_devices")).ShouldBe(
            [
                [2L, 1.5],
            ],
            new RowComparer()
        );
        var changed = await _lake.ChangedAsync(order);
        changed.Count.ShouldBe(1);
        changed[0].DeviceKey.ShouldBe("k1");
        changed[0].HourCount.ShouldBe(2);
        changed[0].Profile[4].ShouldBe("iPhone");
        changed[0].LastFix!.Value.Latitude.ShouldBe(1.5);
        report.ChangedDevices.ShouldBe(1);
    }

    private static string Tracking(string key, string message, string time, params IEnumerable<(string, string?)> more) =>
        RawRow.Tracking([
            ("received_at", $"2026-11-22T{time}.000Z"),
            ("event_time", $"2026-11-22T{time}.000Z"),
            ("message_id", message),
            ("app_id", "demo"),
            ("device_key", key),
            .. more,
        ]);

    private static string Device(string key, string time, params IEnumerable<(string, string?)> more) =>
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
