using CsCheck;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Random hours, run and run again in any order, against the reference.</summary>
public sealed class ReferenceLakeTests
{
    private const int HorizonHours = 2;
    private static readonly int FirstHour = HourWindow.OfMicros(Timestamps.ToMicros(new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero))).Index;

    private static readonly Gen<string> Nasty = OneOf(
        "",
        "plain",
        "a,b",
        "say \"hi\"",
        "back\\slash\\",
        "\\N",
        "NULL",
        "tab\there",
        "📍 naïve ☃",
        "'; DROP",
        "{\"a\":[1,\"x\"]}"
    );

    private static readonly Gen<string> App = OneOf("demo", "other");

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<long> TimeIn(int hour) =>
        Gen.Long[0, Timestamps.MicrosPerHour - 1].Select(offset => (hour * Timestamps.MicrosPerHour) + offset);

    private static Gen<TrackedRow> Tracked(int hour) =>
        Gen.Select(
            App,
            Gen.Int[0, 13],
            Gen.Int[0, 25],
            Gen.Int[0, 3].SelectMany(_ => TimeIn(hour)),
            Gen.Int[-5, 5].Select(minutes => (hour * Timestamps.MicrosPerHour) + (minutes * 60_000_000L)),
            Gen.OneOf(Gen.Const((double?)null), Gen.Int[-90, 90].Select(degrees => (double?)(degrees + 0.125))),
            Nasty,
            (app, key, message, received, @event, latitude, extra) =>
                new TrackedRow(app, key == 13 ? null : $"k{key}", $"m{message}", received, @event, latitude, extra)
        );

    private static Gen<DeviceRow> Device(int hour) =>
        Gen.Select(
            App,
            Gen.Int[0, 10],
            TimeIn(hour),
            Nasty,
            Gen.OneOf(Gen.Const((long?)null), Gen.Int[0, 4].Select(step => (long?)(hour + step) * Timestamps.MicrosPerHour)),
            Gen.Int[0, 14],
            Gen.Int[0, 14],
            Gen.Bool,
            (app, key, received, model, profileAt, idfa, gaid, says) =>
                new DeviceRow(
                    app,
                    $"k{key}",
                    received,
                    received,
                    model,
                    profileAt,
                    idfa > 6 ? null : $"I{idfa}",
                    gaid > 4 ? null : $"I{gaid}",
                    says ? received : null
                )
        );

    private static readonly Gen<(int Hour, TrackedRow[] Tracking, DeviceRow[] Devices)> Batch = Gen.Int[0, 4]
        .SelectMany(offset =>
            Gen.Select(
                Gen.Const(FirstHour + offset),
                Tracked(FirstHour + offset).Array[0, 40],
                Device(FirstHour + offset).Array[0, 6],
                (hour, tracking, devices) => (hour, tracking, devices)
            )
        );

    [Fact]
    public async Task Runs_OfRandomHoursInAnyOrder_GiveWhatTheReferenceGives() =>
        await Batch
            .Array[5]
            .SampleAsync(
                async batches =>
                {
                    using var lake = new LakeFixture(options => options.HorizonHours = HorizonHours);
                    var reference = new ReferenceLake(HorizonHours);
                    Dictionary<HourWindow, (List<TrackedRow> Tracking, List<DeviceRow> Devices)> raw = [];
                    foreach (var batch in batches)
                    {
                        var hour = new HourWindow(batch.Hour);
                        if (!raw.TryGetValue(hour, out var rows))
                            raw[hour] = rows = ([], []);
                        rows.Tracking.AddRange(batch.Tracking);
                        rows.Devices.AddRange(batch.Devices);
                        lake.Raw.Seal("tracking", hour, batch.Tracking.Select(row => row.Line()));
                        lake.Raw.Seal("devices", hour, batch.Devices.Select(row => row.Line()));

                        var expected = reference.Run(hour, rows.Tracking, rows.Devices);
                        var report = await lake.RunAsync(hour);

                        report.Apps.ShouldBe(expected.Tallies, ignoreOrder: true);
                        expected.Reopened.ShouldBeSubsetOf(report.Reopens);
                        await CompareTrackingAsync(lake, reference);
                        await CompareComponentsAsync(lake, reference);
                        await CompareChangesAsync(lake, reference);
                    }
                },
                iter: 4,
                threads: 1,
                print: static batches =>
                    string.Join(
                        "; ",
                        batches.Select(batch => $"{batch.Hour}: {batch.Tracking.Length} rows, {batch.Devices.Length} device rows")
                    )
            );

    private static async Task CompareTrackingAsync(LakeFixture lake, ReferenceLake reference)
    {
        var rows = await lake.QueryAsync(
            "SELECT dt, hr, app_id, device_key, message_id, epoch_us(received_at), epoch_us(event_time), latitude, coalesce(extra, '') FROM tracking"
        );
        var expected = reference.Tracking.Select(row =>
            (object?[])
                [
                    row.Hour.Date,
                    row.Hour.Hour,
                    row.Row.App,
                    row.Row.Key,
                    row.Row.Message,
                    row.Row.Received,
                    row.Row.Event,
                    row.Row.Latitude,
                    row.Row.Extra,
                ]
        );
        rows.Select(Text).Order(StringComparer.Ordinal).ShouldBe(expected.Select(Text).Order(StringComparer.Ordinal));
    }

    private static async Task CompareComponentsAsync(LakeFixture lake, ReferenceLake reference)
    {
        var rows = await lake.QueryAsync(
            """
            SELECT k.app_id, k.device_key, coalesce(min(a.device_uid), k.device_uid)
            FROM device_keys k LEFT JOIN device_aliases a ON a.alias_uid = k.device_uid
            WHERE kind = 'key'
            GROUP BY k.app_id, k.device_key, k.device_uid
            """
        );
        var names = rows.ToDictionary(row => ((string)row[0]!, (string)row[1]!), row => (string)row[2]!);
        var expected = reference.Components();
        names.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        names
            .GroupBy(name => name.Value)
            .Select(group => Text([.. group.Select(name => $"{name.Key}").Order(StringComparer.Ordinal)]))
            .ShouldBe(
                expected
                    .GroupBy(name => name.Value)
                    .Select(group => Text([.. group.Select(name => $"{name.Key}").Order(StringComparer.Ordinal)])),
                ignoreOrder: true
            );
        var tracked = await lake.QueryAsync(
            """
            SELECT DISTINCT t.app_id, t.device_key, coalesce(a.device_uid, t.device_uid)
            FROM tracking t LEFT JOIN (SELECT alias_uid, min(device_uid) AS device_uid FROM device_aliases GROUP BY 1) a
              ON a.alias_uid = t.device_uid
            """
        );
        foreach (var row in tracked)
            row[2].ShouldBe(names[((string)row[0]!, (string)row[1]!)]);
    }

    private static async Task CompareChangesAsync(LakeFixture lake, ReferenceLake reference)
    {
        var rows = await lake.QueryAsync(
            "SELECT coalesce(sum(new_keys), 0)::BIGINT, max(epoch_us(profile_at)), epoch_us(min(first_seen_at)), epoch_us(max(last_seen_at)) FROM device_changes"
        );
        var devices = reference.Devices.Select(device => device.Row).ToList();
        rows[0]
            .ShouldBe([
                (long)devices.Select(row => (row.App, row.Key)).Distinct().Count(),
                devices.Max(row => row.ProfileAt),
                devices.Count == 0 ? null : (object)devices.Min(row => row.Event),
                devices.Count == 0 ? null : (object)devices.Max(row => row.Event),
            ]);
    }

    private static string Text(object?[] row) => string.Join('|', row.Select(value => FormattableString.Invariant($"{value}")));
}
