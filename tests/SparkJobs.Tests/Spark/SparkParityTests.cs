using System.Text.Json.Nodes;
using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The same raw files give the same lake on both engines, run after run.</summary>
[Collection(nameof(SharedSparkTests))]
public sealed class SparkParityTests(SharedSpark spark)
{
    private static HourWindow Hour => NastyHours.Hour;

    [Fact]
    public async Task Runs_OfHoursOfNastyRows_LeaveTheSameLake()
    {
        using var lakes = new TwoLakes(lake => SparkHere.Engine(lake, spark), options => options.ComponentRounds = 3);
        NastyHours.SealEarlier(lakes, Hour - 2);
        await lakes.RunAsync(Hour - 2);
        NastyHours.SealEarlier(lakes, Hour + 1);
        await lakes.RunAsync(Hour + 1);
        NastyHours.SealNasty(lakes, Hour);
        await lakes.RunAsync(Hour);
        await lakes.RunAsync(Hour);
        await lakes.MaintainAsync();
        await ShouldHaveStatisticsAsync(lakes.Spark);

        // The compacted lake under an hour that has run: without most rows that it stated, with a key that the map has and a new one.
        lakes.Clear(Hour + 1);
        lakes.Seal("devices", Hour + 1, NastyRows.Device(Hour + 1, 5, "A2", null), NastyRows.Device(Hour + 1, 40, "A2", "G9"));
        lakes.Seal("tracking", Hour + 1, NastyRows.Tracking(Hour + 1, 6, 2_000, null), NastyRows.Tracking(Hour + 1, 40, 2_001, null));
        await lakes.RunAsync(Hour + 1);
        lakes.Clear(Hour + 1);
        lakes.Seal("tracking", Hour + 1, NastyRows.Tracking(Hour + 1, 40, 2_001, null));
        (await lakes.RunAsync(Hour + 1)).Apps.Sum(app => app.Matched).ShouldBe(1, "a key stays known");
    }

    /// <summary>
    /// MAAS_PARITY_ROWS sets how many tracking rows each of the two hours has (default 1,500); then Spark is one of its own, set up for many rows.
    /// </summary>
    [Fact]
    public async Task Runs_OfRandomHours_LeaveTheSameLake()
    {
        var many = int.TryParse(Environment.GetEnvironmentVariable("MAAS_PARITY_ROWS"), out var rows);
        rows = many ? rows : 1_500;
        using var lakes = new TwoLakes(
            lake => many ? SparkHere.Engine(lake, SparkHere.OptionsForManyRows()) : SparkHere.Engine(lake, spark),
            options => options.RowsPerFile = 1_000 + (rows / 5)
        );
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

    /// <summary>Readers pass over files by them, whoever wrote the files.</summary>
    private static async Task ShouldHaveStatisticsAsync(LakeFixture lake)
    {
        var files = (await lake.Lake[LakeTables.Tracking].LoadAsync(CancellationToken.None)).Files.ToList();
        var statistics = files.Select(file => JsonNode.Parse(file.Statistics.ShouldNotBeNull())!).ToList();
        var rows = await lake.QueryAsync(
            "SELECT count(*), date_trunc('milliseconds', min(received_at)), max(latitude), count(*) - count(altitude) FROM tracking"
        );
        statistics.Sum(file => file["numRecords"]!.GetValue<long>()).ShouldBe((long)rows[0][0]!);
        statistics.Min(file => file["minValues"]!["received_at"]!.GetValue<DateTime>()).ShouldBe((DateTime)rows[0][1]!);
        statistics.Max(file => file["maxValues"]!["latitude"]?.GetValue<double>()).ShouldBe((double)rows[0][2]!);
        statistics.Sum(file => file["nullCount"]!["altitude"]!.GetValue<long>()).ShouldBe((long)rows[0][3]!);
    }
}
