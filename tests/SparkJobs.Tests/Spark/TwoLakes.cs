using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Two lakes of the same raw files, one of each engine, that must hold the same after every run.</summary>
internal sealed class TwoLakes : IDisposable
{
    private const int DifferencesShown = 6;

    public TwoLakes(Func<LakeFixture, IBatchEngine> spark, Action<BatchOptions>? configure = null)
    {
        Duck = new LakeFixture(configure);
        Spark = new LakeFixture(configure, spark);
    }

    public LakeFixture Duck { get; }

    public LakeFixture Spark { get; }

    public void Seal(string stream, HourWindow hour, params IReadOnlyList<string> lines)
    {
        Duck.Raw.Seal(stream, hour, lines);
        Spark.Raw.Seal(stream, hour, lines);
    }

    public void Drop(string stream, HourWindow hour, byte[] content)
    {
        Duck.Raw.Drop(stream, hour, content);
        Spark.Raw.Drop(stream, hour, content);
    }

    public void Clear(HourWindow hour)
    {
        Duck.Raw.Clear(hour);
        Spark.Raw.Clear(hour);
    }

    /// <summary>Runs the hour on both engines and compares the reports, the changed devices and all tables. Returns DuckDB's report.</summary>
    public async Task<RunReport> RunAsync(HourWindow hour)
    {
        var (duckOrder, duck) = await Duck.RunWithOrderAsync(hour);
        var (sparkOrder, spark) = await Spark.RunWithOrderAsync(hour);

        spark.Apps.ShouldBe(duck.Apps);
        spark.Devices.ShouldBe(duck.Devices);
        spark.Reopens.ShouldBe(duck.Reopens);
        (spark.ChangedDevices, spark.UnfinishedLinks, spark.OverlinkedIds).ShouldBe(
            (duck.ChangedDevices, duck.UnfinishedLinks, duck.OverlinkedIds)
        );
        spark.Tables.Select(table => (table.Table, table.Rows)).ShouldBe(duck.Tables.Select(table => (table.Table, table.Rows)));
        (await Spark.ChangedAsync(sparkOrder, page: 1_000)).ShouldBe(
            await Duck.ChangedAsync(duckOrder, page: 1_000),
            new LakeDeviceComparer()
        );
        await CompareTablesAsync();
        return duck;
    }

    /// <summary>Housekeeping on both, each by its own engine and with keys to compact, then the same comparison.</summary>
    public async Task MaintainAsync()
    {
        Duck.DeltaOptions.SmallFilesMax = Spark.DeltaOptions.SmallFilesMax = 1;
        await Duck.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        await Spark.Batch.MaintainAsync(IRunProgress.None, CancellationToken.None);
        foreach (var table in (DeltaTableDefinition[])[LakeTables.DeviceKeys, LakeTables.Devices])
        {
            var files = (await Spark.Lake[table].LoadAsync(CancellationToken.None)).Files.ToList();
            files.ShouldNotBeEmpty();
            files.ShouldAllBe(file => file.Path.StartsWith("compact-"));
        }

        await CompareTablesAsync();
    }

    public void Dispose()
    {
        Duck.Dispose();
        Spark.Dispose();
    }

    private async Task CompareTablesAsync()
    {
        using var session = DuckDbSession.Open(tempFolder: null);
        foreach (var table in LakeTables.All)
        {
            var duck = await CreateViewAsync(session, Duck, table, "duck");
            var spark = await CreateViewAsync(session, Spark, table, "spark");
            session
                .Query(
                    $"""
                    (SELECT 'only DuckDB', * FROM (SELECT * FROM {duck} EXCEPT ALL SELECT * FROM {spark}) LIMIT {DifferencesShown})
                    UNION ALL
                    (SELECT 'only Spark', * FROM (SELECT * FROM {spark} EXCEPT ALL SELECT * FROM {duck}) LIMIT {DifferencesShown})
                    """
                )
                .Select(row => string.Join(" | ", row.Select(value => FormattableString.Invariant($"{value ?? "NULL"}"))))
                .ShouldBeEmpty($"{table.Name} differs");
        }
    }

    private static async Task<string> CreateViewAsync(DuckDbSession session, LakeFixture lake, DeltaTableDefinition table, string owner)
    {
        var snapshot = await lake.Lake[table].LoadAsync(CancellationToken.None);
        var files = snapshot.Files.Select(file => lake.Store.Locate($"{table.Prefix}/{file.Path}")).ToList();
        var name = $"{owner}_{table.Name}";
        session.Execute(
            DuckDbText.CreateView(new ParquetRelation(name, [.. table.DataColumns], files.Count == 0 ? [] : [new ParquetGroup(files)]))
        );
        return name;
    }
}
