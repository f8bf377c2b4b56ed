using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Tests.Spark;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Tests.Delta;

/// <summary>Delta's own Spark reader and writer on tables of ours.</summary>
[Collection(nameof(SharedSparkTests))]
public sealed class DeltaSparkTests(SharedSpark spark)
{
    [Fact]
    public async Task Spark_ReadsAndWritesOurTable_AndWeReadItBack()
    {
        using var lake = new LakeFolder();
        using var cleaned = new LakeFolder();
        await FillAsync(lake);
        await FillAsync(cleaned);
        await CheckpointAndCleanAsync(cleaned);

        var script = string.Join(
            '\n',
            Questions("plain", $"delta.`{lake.TablePath}`"),
            Questions("cleaned", $"delta.`{cleaned.TablePath}`"),
            $"SELECT 'first', count(*) FROM delta.`{lake.TablePath}` VERSION AS OF 0;",
            $"SELECT 'replaced', count(*) FROM delta.`{lake.TablePath}` VERSION AS OF 2;",
            $"DESCRIBE HISTORY delta.`{lake.TablePath}`;",
            $"INSERT INTO delta.`{cleaned.TablePath}` VALUES (9001, 'spark', TIMESTAMP '2026-11-22 05:00:00', 1.5D, true, DATE '2026-11-02', 9, '2026-11-22', '0 5%', 'x');",
            $"DELETE FROM delta.`{cleaned.TablePath}` WHERE dt = '2026-11-22' AND hr = '01';"
        );
        List<string[]> answers = [];
        (await spark.RunAsync(script, line => answers.Add(line.Split('\t')), TestContext.Current.CancellationToken)).ShouldBeTrue(
            string.Join('\n', answers.TakeLast(20).Select(row => row[0]))
        );

        foreach (var name in (string[])["plain", "cleaned"])
        {
            Answer(answers, name + " all").ShouldBe(["9000", "40504500"]);
            Answer(answers, name + " partition")[0].ShouldBe("3000");
            Answer(answers, name + " null partition")[0].ShouldBe("1000");
            Answer(answers, name + " range")[0].ShouldBe("11");
            Answer(answers, name + " last instant")[0].ShouldBe("9000");
            Answer(answers, name + " text").ShouldBe(["6999", "1"]);
            Answer(answers, name + " NaN")[0].ShouldBe("1800");
            Answer(answers, name + " added column")[0].ShouldBe("1000");
        }

        Answer(answers, "first").ShouldBe(["3000"]);
        Answer(answers, "replaced").ShouldBe(["6000"]);
        // version, timestamp, user id, user name, operation, … , user metadata, engine
        var history = answers.Where(row => row.Length > 10).ToList();
        history.Select(row => row[0]).ShouldBe(["5", "4", "3", "2", "1", "0"]);
        history[0].ShouldContain("run-6");
        history[0].ShouldContain("WRITE");

        var snapshot = await cleaned.Open().LoadAsync(CancellationToken.None);
        snapshot.Version.ShouldBe(7);
        snapshot.Transactions["maas/h1"].Version.ShouldBe(2);
        using var duck = new DeltaDuckDb();
        duck.Execute(cleaned.ViewSql(snapshot, "fixes"));
        Row(duck, "SELECT count(*), sum(id) FROM fixes").ShouldBe([6001L, (System.Numerics.BigInteger)27_012_001]);
        Row(duck, "SELECT name, \"at\", hr, extra FROM fixes WHERE id = 9001 AND hr = '0 5%'")
            .ShouldBe(["spark", new DateTime(2026, 11, 22, 5, 0, 0, DateTimeKind.Utc), "0 5%", "x"]);
    }

    private static string Questions(string name, string table) =>
        $"""
            SELECT '{name} all', count(*), sum(id) FROM {table}
            UNION ALL SELECT '{name} partition', count(*), 0 FROM {table} WHERE dt = '2026-11-22' AND hr = '01'
            UNION ALL SELECT '{name} null partition', count(*), 0 FROM {table} WHERE hr IS NULL
            UNION ALL SELECT '{name} range', count(*), 0 FROM {table} WHERE at BETWEEN TIMESTAMP '2026-11-22 01:00:00' AND TIMESTAMP '2026-11-22 01:00:11'
            UNION ALL SELECT '{name} last instant', max(id), 0 FROM {table} WHERE at >= TIMESTAMP '2026-11-22 02:30:00.000123'
            UNION ALL SELECT '{name} text', max(id), count(*) FROM {table} WHERE name = repeat('é"\\', 16) || '6999'
            UNION ALL SELECT '{name} NaN', count(*), 0 FROM {table} WHERE isnan(speed)
            UNION ALL SELECT '{name} added column', count(*), 0 FROM {table} WHERE extra = 'late';
            """;

    private static async Task FillAsync(LakeFolder lake)
    {
        var table = lake.Open();
        await Commit(
            table,
            "h0",
            1,
            "run-1",
            await lake.WriteAsync("h0-1/dt=2026-11-22/hr=00/a b%41+é.parquet", "2026-11-22", "00", LakeFolder.Rows(1, 3000))
        );
        await Commit(table, "h1", 1, "run-2", await lake.WriteAsync("h1-1/part.parquet", "2026-11-22", "01", LakeFolder.Rows(3001, 4000)));
        await Commit(table, "h1", 2, "run-3", await lake.WriteAsync("h1-2/part.parquet", "2026-11-22", "01", LakeFolder.Rows(3001, 6000)));
        await Commit(table, "h2", 1, "run-4", await lake.WriteAsync("h2-1/part.parquet", "2026-11-22", "02", LakeFolder.Rows(6001, 8000)));
        await Commit(table, "h3", 1, "run-5");

        var wider = LakeFolder.Fixes with { Columns = [.. LakeFolder.Fixes.Columns, new("extra", DeltaType.String)] };
        var late = await lake.WriteAsync("h4-1/part.parquet", "2026-11-22", null, LakeFolder.Rows(8001, 9000, ", 'late' AS extra"), wider);
        await Commit(lake.Open(wider), "h4", 1, "run-6", late);
    }

    private static Task<long> Commit(DeltaTable table, string hour, long attempt, string run, params DataFile[] files) =>
        table.CommitAsync(LakeFolder.Attempt(hour, attempt, run, files), CancellationToken.None);

    /// <summary>Leaves the newest version's checkpoint only, and no entry before it.</summary>
    private static async Task CheckpointAndCleanAsync(LakeFolder lake)
    {
        var options = new DeltaOptions { CheckpointInterval = 5, LogRetention = TimeSpan.Zero };
        lake.Time.SetUtcNow(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var report = await new DeltaMaintenance(lake.Store, lake.Open(), lake.Time, options).RunAsync(CancellationToken.None);
        report.ShouldBe(new DeltaMaintenanceReport(FilesVacuumed: 1, CheckpointVersion: 5, LogEntriesRemoved: 5));
    }

    private static string[] Answer(IReadOnlyList<string[]> answers, string name) => answers.Single(row => row[0] == name)[1..];

    private static object?[] Row(DeltaDuckDb duck, string sql) =>
        duck.Query(sql).Select(row => Enumerable.Range(0, row.FieldCount).Select(row.GetValue).ToArray()).ToList().Single();
}
