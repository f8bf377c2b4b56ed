using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The same SQL on Apache Spark gives the same rows, step by step, and Spark reads the lake that DuckDB wrote.</summary>
public sealed class SparkParityTests
{
    private static readonly HourWindow Hour = HourWindow.OfMicros(Timestamps.ToMicros(new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero)));

    private static readonly string?[] NastyTexts =
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

    private static readonly string[] NastyTimes =
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
        "now",
        "-2026-11-22T23:00:00Z",
        "2026-11-22T23:00:00.Z",
    ];

    private static readonly string[] NastyNumbers =
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
        "1e999",
        "nan",
        "Infinity",
        " 1",
        "91.5",
        "-180.000001",
        "123456789.123456789",
        ".",
    ];

    [Fact]
    public async Task EveryStep_OnSpark_GivesTheRowsThatDuckDbGives()
    {
        SkipWithoutSpark();
        using var lake = new LakeFixture(options => options.ComponentRounds = 3);
        await FillAsync(lake);
        await lake.RunAsync(Hour);
        var plan = lake.Engine.Plan.ShouldNotBeNull();
        var folder = Path.Combine(lake.Store.Locate("lake"), "..", "spark");

        await SparkSql.RunAsync(SparkScript.Write(plan), folder);

        using var duck = DuckDbSession.Open(tempFolder: null);
        duck.Execute(JobSql.Read("prelude.duckdb.sql"));
        foreach (var relation in plan.Relations)
            duck.Execute(DuckDbText.CreateView(relation));
        foreach (var step in plan.Steps)
        {
            duck.Execute($"CREATE TABLE {step.Target} AS {step.Sql}");
            var spark = $"read_parquet('{folder}/tables/{step.Target}/*.parquet')";
            var columns = duck.Query(
                $"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{step.Target}' ORDER BY column_index"
            );
            var select = string.Join(", ", columns.Select(column => $"CAST({column[0]} AS {column[1]})"));
            var differences = duck.Query(
                $"""
                SELECT 'only DuckDB', * FROM (SELECT {select} FROM {step.Target} EXCEPT ALL SELECT {select} FROM {spark})
                UNION ALL
                SELECT 'only Spark', * FROM (SELECT {select} FROM {spark} EXCEPT ALL SELECT {select} FROM {step.Target})
                """
            );
            differences
                .Take(6)
                .Select(row => string.Join(" | ", row.Select(value => FormattableString.Invariant($"{value ?? "NULL"}"))))
                .ShouldBeEmpty($"{step.Name} differs");
        }
    }

    [Fact]
    public async Task Lake_WrittenByDuckDb_IsReadBySparkWithDelta()
    {
        SkipWithoutSpark();
        using var lake = new LakeFixture();
        await FillAsync(lake);
        await lake.RunAsync(Hour);
        await lake.RunAsync(Hour);
        await lake.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        var tables = lake.Lake.Tables.Where(table => table.Definition.Name != "erased").ToList();
        var expected = new List<string>();
        foreach (var table in tables)
            expected.Add(
                string.Join('\t', (await lake.QueryAsync($"SELECT '{table.Definition.Name}', count(*) FROM {table.Definition.Name}"))[0])
            );
        expected.Add(
            string.Join(
                '\t',
                (
                    await lake.QueryAsync(
                        "SELECT count(*), sum(epoch_us(received_at))::BIGINT, sum(message_hash)::DOUBLE::VARCHAR, min(dt), max(hr) FROM tracking"
                    )
                )[0]
            )
        );

        var output = await SparkSql.RunAsync(
            string.Concat(
                tables.Select(table =>
                    $"SELECT '{table.Definition.Name}', count(*) FROM delta.`{lake.Store.Locate(table.Definition.Prefix)}`;\n"
                )
            )
                + $"SELECT count(*), sum(unix_micros(received_at)), CAST(CAST(sum(CAST(message_hash AS DECIMAL(38))) AS DOUBLE) AS STRING), min(dt), max(hr) FROM delta.`{lake.Store.Locate("lake/tracking")}`;\n",
            Path.Combine(lake.Store.Locate("lake"), "..", "spark")
        );

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[..^1].ShouldBe(expected[..^1]);
        lines[^1].Split('\t')[..2].ShouldBe(expected[^1].Split('\t')[..2]);
    }

    /// <summary>Two earlier runs for the lake to hold something, and an hour of every text, time and number that engines read differently.</summary>
    private static async Task FillAsync(LakeFixture lake)
    {
        foreach (var before in (HourWindow[])[Hour - 2, Hour + 1])
        {
            lake.Raw.Seal("devices", before, Enumerable.Range(0, 12).Select(key => Device(before, key, $"A{key / 2}", null)));
            lake.Raw.Seal("tracking", before, Enumerable.Range(0, 40).Select(row => Tracking(before, row % 15, row, null)));
            await lake.RunAsync(before);
        }

        lake.Raw.Seal("devices", Hour, Enumerable.Range(5, 15).Select(key => Device(Hour, key, $"A{key / 3}", $"G{key % 4}")));
        lake.Raw.Seal(
            "devices",
            Hour,
            Device(Hour, 30, null, null),
            RawRow.Device(("app_id", "demo"), ("device_key", "k31"), ("profile_at", "never"))
        );
        lake.Raw.Seal(
            "tracking",
            Hour,
            Enumerable.Range(20, 60).Select(row => Tracking(Hour, row % 25, row, NastyTexts[row % NastyTexts.Length]))
        );
        lake.Raw.Seal(
            "tracking",
            Hour,
            Enumerable.Range(50, 60).Select(row => Tracking(Hour, row % 25, row, NastyTexts[row % NastyTexts.Length]))
        );
        lake.Raw.Seal("tracking", Hour, NastyTimes.Select((time, row) => Tracking(Hour, 6, 1000 + row, null, ("event_time", time))));
        lake.Raw.Seal("tracking", Hour, NastyTimes.Select((time, row) => Tracking(Hour, 7, 1100 + row, null, ("received_at", time))));
        lake.Raw.Seal("tracking", Hour, NastyNumbers.Select((number, row) => Tracking(Hour, 8, 1200 + row, null, ("altitude", number))));
        lake.Raw.Seal(
            "tracking",
            Hour,
            NastyNumbers.Select((number, row) => Tracking(Hour, 9, 1300 + row, null, ("latitude", number), ("longitude", number)))
        );
        lake.Raw.Seal("tracking", Hour, RawRow.Tracking(("schema", "2"), ("app_id", "demo")), RawRow.Tracking());
    }

    private static string Tracking(HourWindow hour, int key, int message, string? extra, params (string Column, string? Value)[] more) =>
        RawRow.Tracking(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["received_at"] = TrackedRow.Text(hour.StartMicros + (message * 1_234_567L)),
                ["event_time"] = TrackedRow.Text(hour.StartMicros - (message * 7_654_321L)),
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

    private static string Device(HourWindow hour, int key, string? idfa, string? gaid) =>
        RawRow.Device(
            ("received_at", TrackedRow.Text(hour.StartMicros + key)),
            ("event_time", TrackedRow.Text(hour.StartMicros - key)),
            ("app_id", "demo"),
            ("device_key", $"k{key}"),
            ("model", NastyTexts[key % NastyTexts.Length]),
            ("settings", NastyTexts[(key + 3) % NastyTexts.Length]),
            ("profile_at", key % 4 == 0 ? null : TrackedRow.Text(hour.StartMicros)),
            ("settings_at", TrackedRow.Text(hour.StartMicros)),
            ("idfa", idfa),
            ("gaid", gaid),
            ("ids_at", TrackedRow.Text(hour.StartMicros + key))
        );

    private static void SkipWithoutSpark()
    {
        if (SparkSql.Home is not { Length: > 0 } home || !File.Exists(Path.Combine(home, "bin", "spark-sql")))
            Assert.Skip("Apache Spark 3.5 with Delta Lake is not here: set SPARK_HOME to its folder.");
    }
}
