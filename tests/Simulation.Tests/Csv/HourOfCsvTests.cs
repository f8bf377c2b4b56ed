using System.Globalization;
using System.Text.Json;
using Maas.Simulation.Csv;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.Simulation.Tests.Csv;

public sealed class HourOfCsvTests : IDisposable
{
    private static readonly List<string> TrackingNames = [.. TrackingColumns.Names];
    private static readonly List<string> DeviceNames = [.. DeviceColumns.Names];

    private readonly string _folder = Directory.CreateTempSubdirectory("maas-hours-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, 3, 1_000_000)]
    [InlineData(false, 1, 500)]
    public async Task WriteAsync_ReadBackIndependently_TruthHolds(bool gzip, int files, int devices)
    {
        var options = Options(hours: 4) with { Gzip = gzip, Files = files, Devices = devices };

        var truth = await new HourOfCsv(options).WriteAsync(null, CancellationToken.None);

        var (known, seen) = (new HashSet<string>(), new HashSet<string>());
        foreach (var hour in truth.Hours)
        {
            var deviceKeys = Read("devices", hour).Select(static row => row[Device("device_key")]).ToList();
            known.UnionWith(deviceKeys);
            var tracking = Read("tracking", hour)
                .Select(static row =>
                    (Key: row[Tracking("device_key")], Identity: $"{row[Tracking("device_key")]} {row[Tracking("message_id")]}")
                )
                .ToList();
            var distinct = tracking.DistinctBy(static row => row.Identity).ToList();
            var repeated = distinct.Where(row => seen.Contains(row.Identity)).ToList();
            var unmatched = distinct.Where(row => !seen.Contains(row.Identity) && !known.Contains(row.Key)).ToList();

            hour.DeviceRows.ShouldBe(deviceKeys.Count);
            hour.DeviceKeys.ShouldBe(deviceKeys.Distinct().Count());
            hour.TrackingRows.ShouldBe(tracking.Count);
            hour.DistinctIdentities.ShouldBe(distinct.Count);
            hour.DuplicatesInHour.ShouldBe(tracking.Count - distinct.Count);
            hour.DuplicatesOfEarlierHours.ShouldBe(repeated.Count);
            hour.Unmatched.ShouldBe(unmatched.Count);
            hour.Matched.ShouldBe(distinct.Count - repeated.Count - unmatched.Count);
            hour.DuplicatesInHour.ShouldBeGreaterThan(0);
            hour.Unmatched.ShouldBeGreaterThan(0);
            repeated.ShouldAllBe(row => known.Contains(row.Key));
            seen.UnionWith(distinct.Select(static row => row.Identity));
        }

        truth.Hours.Skip(1).ShouldAllBe(static hour => hour.DuplicatesOfEarlierHours > 0);
    }

    [Fact]
    public async Task WriteAsync_AnyRow_FollowsTheSchemaAndItsHour()
    {
        var truth = await new HourOfCsv(Options(hours: 2)).WriteAsync(null, CancellationToken.None);

        foreach (var hour in truth.Hours)
        {
            HourWindow.TryParse(hour.Hour, out var window).ShouldBeTrue();
            foreach (var row in Read("tracking", hour))
            {
                row.Length.ShouldBe(TrackingColumns.Names.Count);
                row[0].ShouldBe(TrackingColumns.SchemaVersion);
                window.Contains(Micros(row[Tracking("received_at")])).ShouldBeTrue();
                Guid.TryParse(row[Tracking("message_id")], out _).ShouldBeTrue();
                if (row[Tracking("latitude")] is { Length: > 0 } latitude)
                {
                    double.Parse(latitude).ShouldBeInRange(-90, 90);
                    double.Parse(row[Tracking("longitude")]).ShouldBeInRange(-180, 180);
                }
            }

            foreach (var row in Read("devices", hour))
            {
                row.Length.ShouldBe(DeviceColumns.Names.Count);
                window.Contains(Micros(row[Device("received_at")])).ShouldBeTrue();
                Micros(row[Device("profile_at")]).ShouldBe(Micros(row[Device("event_time")]));
            }
        }
    }

    [Fact]
    public async Task WriteAsync_Scaled_SizesAreThatShareOfTheReference()
    {
        var truth = await new HourOfCsv(Options(hours: 1)).WriteAsync(null, CancellationToken.None);

        var hour = truth.Hours.Single();
        ((double)hour.TrackingBytes).ShouldBe(HourOfCsvOptions.ReferenceTrackingBytes * 0.005, 3_000);
        ((double)hour.DeviceBytes).ShouldBe(HourOfCsvOptions.ReferenceDeviceBytes * 0.005, 3_000);
        ((double)hour.TrackingRows).ShouldBe(2_880_000 * 0.005, 2_880_000 * 0.005 * 0.02);
        ((double)hour.DeviceRows).ShouldBe(112_000 * 0.005, 112_000 * 0.005 * 0.05);
    }

    [Fact]
    public async Task WriteAsync_Again_SameFilesAndTruthFileMatchesTheAnswer()
    {
        var options = Options(hours: 1);
        var truth = await new HourOfCsv(options).WriteAsync(null, CancellationToken.None);
        var first = Read("tracking", truth.Hours[0]).Select(static row => string.Join('|', row)).ToList();

        await new HourOfCsv(options).WriteAsync(null, CancellationToken.None);

        Read("tracking", truth.Hours[0]).Select(static row => string.Join('|', row)).ShouldBe(first);
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(options.TruthPath));
        var hour = file.RootElement.GetProperty("hours")[0];
        hour.GetProperty("trackingRows").GetInt64().ShouldBe(truth.Hours[0].TrackingRows);
        hour.GetProperty("matched").GetInt64().ShouldBe(truth.Hours[0].Matched);
    }

    private static int Tracking(string column) => TrackingNames.IndexOf(column);

    private static int Device(string column) => DeviceNames.IndexOf(column);

    private static long Micros(string text) =>
        Timestamps.ToMicros(DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture));

    private HourOfCsvOptions Options(int hours) =>
        new()
        {
            Folder = _folder,
            Start = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)),
            Hours = hours,
            Scale = 0.005,
            Files = 2,
            Seed = 42,
        };

    private IEnumerable<string[]> Read(string stream, HourTruth hour)
    {
        HourWindow.TryParse(hour.Hour, out var window).ShouldBeTrue();
        return PlainCsv.ReadFolder(Path.Combine(_folder, "raw", stream, window.Folder));
    }
}
