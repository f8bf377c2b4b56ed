using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Tests.Delta;

public sealed class DeltaViewsTests : IDisposable
{
    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    private async Task<DeltaSnapshot> FillAsync(params (string Path, string? Hour, int First, int Last)[] files)
    {
        var table = _lake.Open();
        foreach (var (path, hour, first, last) in files)
        {
            var file = await _lake.WriteAsync(path, "2026-11-22", hour, LakeFolder.Rows(first, last));
            await table.CommitAsync(LakeFolder.Attempt(path, 1, "run", file), CancellationToken.None);
        }

        return await table.LoadAsync(CancellationToken.None);
    }

    private List<string> Read(DeltaSnapshot snapshot, string sql, params DeltaRange[] ranges)
    {
        using var duck = new DeltaDuckDb();
        duck.Execute(_lake.ViewSql(snapshot, "my_view", ranges));
        return [.. duck.Query(sql).Select(row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)))];
    }

    [Fact]
    public void CreateViewSql_NoTableYet_HasItsColumnsAndNoRows() =>
        Read(DeltaSnapshot.None, "SELECT count(*), count(id), count(dt) FROM my_view").ShouldBe(["0 0 0"]);

    [Theory]
    [InlineData("a-1/dt=2026-11-22/hr=00/x.parquet", "a-1/dt=2026-11-22/hr=01/x.parquet")]
    [InlineData("a-1/x.parquet", "a-1/hr=wrong/y.parquet")]
    public async Task CreateViewSql_PartitionColumns_AreTheLogsWhateverTheFoldersSay(string first, string second)
    {
        var snapshot = await FillAsync((first, "00", 1, 10), (second, "01", 11, 30));

        Read(snapshot, "SELECT hr, dt, count(*), sum(id) FROM my_view GROUP BY ALL ORDER BY hr")
            .ShouldBe(["00 2026-11-22 10 55", "01 2026-11-22 20 410"]);
        Read(snapshot, "SELECT count(*) FROM my_view WHERE hr = '01'").ShouldBe(["20"]);
    }

    [Fact]
    public async Task CreateViewSql_FilesOfAnOlderSchema_ShowNulls()
    {
        var snapshot = await FillAsync(("a.parquet", null, 1, 10));
        var wider = LakeFolder.Fixes with { Columns = [.. LakeFolder.Fixes.Columns, new("extra", DeltaType.Double)] };
        await _lake.Open(wider).CommitAsync(LakeFolder.Attempt("b", 1, "run"), CancellationToken.None);
        snapshot = await _lake.Open().LoadAsync(CancellationToken.None);

        Read(snapshot, "SELECT count(*), count(extra), count(hr) FROM my_view").ShouldBe(["10 0 0"]);
    }

    [Fact]
    public async Task Select_Ranges_LeavesOutFilesThatCannotMatch()
    {
        var snapshot = await FillAsync(("a.parquet", "00", 1, 3599), ("b.parquet", "01", 3600, 7199), ("c.parquet", null, 7200, 7300));

        string[] Select(params DeltaRange[] ranges) => [.. DeltaPruning.Select(snapshot, ranges).Select(file => file.Path).Order()];

        Select().ShouldBe(["a.parquet", "b.parquet", "c.parquet"]);
        Select(DeltaRange.Equal("hr", "01")).ShouldBe(["b.parquet"]);
        Select(new DeltaRange("at", "2026-11-22T01:59:59.000123Z", null)).ShouldBe(["b.parquet", "c.parquet"]);
        Select(new DeltaRange("at", "2026-11-22T01:59:59.005Z", null)).ShouldBe(["c.parquet"]);
        Select(new DeltaRange("id", null, "3599")).ShouldBe(["a.parquet"]);
        Select(new DeltaRange("speed", "1000000", null)).Length.ShouldBe(3, "NaN leaves no bounds");
        Select(new DeltaRange("id", "7250", "7260"), DeltaRange.Equal("hr", "01")).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => Select(new DeltaRange("id", "many", null)));
        Should.Throw<ArgumentException>(() => Select(DeltaRange.Equal("nothing", "1")));
    }
}
