using System.Text.Encodings.Web;
using System.Text.Json;

namespace Maas.Cli.Tests;

public sealed class DataFolderCommandTests : IDisposable
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder = Directory.CreateTempSubdirectory("maas-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sql_WithoutAQuery_ListsTheTables()
    {
        var run = await RunAsync("sql", "--json");

        run.Code.ShouldBe(0, run.Error);
        run.Json.GetProperty("rows")
            .EnumerateArray()
            .Select(static row => row.GetProperty("table").GetString())
            .ShouldBe(["device_aliases", "device_changes", "device_keys", "devices", "erased", "tracked_devices", "tracking"]);
    }

    [Fact]
    public async Task Sql_Query_RowsInColumns()
    {
        var run = await RunAsync(
            "sql",
            "SELECT 1 AS one, 'x' AS text, TIMESTAMPTZ '2026-11-22 10:00:00+00' AS at, (SELECT count(*) FROM tracking) AS rows"
        );

        run.Code.ShouldBe(0, run.Error);
        run.Out.ShouldBe("one  text  at                    rows\n  1  x     2026-11-22T10:00:00Z     0\n");
    }

    [Theory]
    [InlineData("sum(n)", "45", "45")]
    [InlineData(
        "hugeint '170141183460469231731687303715884105727'",
        "\"170141183460469231731687303715884105727\"",
        "170141183460469231731687303715884105727"
    )]
    [InlineData("DATE '2026-11-22'", "\"2026-11-22\"", "2026-11-22")]
    [InlineData("TIME '10:00:00.5'", "\"10:00:00.5\"", "10:00:00.5")]
    [InlineData("TIMESTAMP '2026-11-22 10:00:00'", "\"2026-11-22T10:00:00Z\"", "2026-11-22T10:00:00Z")]
    [InlineData("[1, 2]", "[1,2]", "[1,2]")]
    [InlineData("{'a': 'é', 'b': [DATE '2026-11-22']}", "{\"a\":\"é\",\"b\":[\"2026-11-22\"]}", "{\"a\":\"é\",\"b\":[\"2026-11-22\"]}")]
    [InlineData("MAP {'k': 1.5}", "{\"k\":1.5}", "{\"k\":1.5}")]
    [InlineData("'\\xAB\\x01'::BLOB", "\"ab01\"", "ab01")]
    [InlineData("'nan'::DOUBLE", "null", "NaN")]
    [InlineData("NULL", "null", "")]
    public async Task Sql_ValueOfAnyType_IsPlainInJsonAndInTables(string expression, string json, string text)
    {
        var query = $"SELECT any_value(v) AS v FROM (SELECT {expression} AS v FROM range(10) AS numbers(n))";

        var asJson = await RunAsync("sql", query, "--json");
        var asTable = await RunAsync("sql", query);

        asJson.Code.ShouldBe(0, asJson.Error);
        JsonSerializer.Serialize(asJson.Json.GetProperty("rows")[0].GetProperty("v"), Relaxed).ShouldBe(json);
        asTable.Out.Split('\n')[1].Trim().ShouldBe(text);
    }

    [Fact]
    public async Task Sql_ListWithANull_SaysHowToReadIt()
    {
        var run = await RunAsync("sql", "SELECT [1, NULL] AS numbers");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("numbers::VARCHAR");
    }

    [Fact]
    public async Task Sql_TableWithoutRows_HeadingsOnly()
    {
        var run = await RunAsync("sql", "SELECT alias_uid, device_uid FROM device_aliases");

        run.Code.ShouldBe(0, run.Error);
        run.Out.Trim().ShouldBe("alias_uid  device_uid");
    }

    [Fact]
    public async Task Sql_MoreRowsThanAskedFor_CutAndSaid()
    {
        var run = await RunAsync("sql", "SELECT * FROM range(10) AS numbers(n)", "--max-rows", "3");

        run.Code.ShouldBe(0, run.Error);
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        run.Error.ShouldContain("only the first 3 rows");
    }

    [Fact]
    public async Task Sql_WrongQuery_ExitCode1AndDuckDbsWords()
    {
        var run = await RunAsync("sql", "SELECT nonsense FROM tracking");

        run.Code.ShouldBe(1);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldContain("nonsense");
    }

    [Fact]
    public async Task Sql_NoSuchFolder_ExitCode5() =>
        (await CliRun.Of("sql", "SELECT 1", "--data", Path.Combine(_folder, "none"))).Code.ShouldBe(5);

    [Fact]
    public async Task Check_NoSuchFolder_FindingWithItsFix()
    {
        var run = await CliRun.Of("check", "--offline", "--data", Path.Combine(_folder, "none"));

        run.Code.ShouldBe(1);
        run.Out.ShouldContain("does not exist");
        run.Out.ShouldContain("--data or Maas__Data__Path");
    }

    [Fact]
    public async Task Check_DamagedDatabaseAndTable_BothFound()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "state", "maas.db"), "this is no database at all");
        Directory.CreateDirectory(Path.Combine(_folder, "lake", "devices", "_delta_log"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "lake", "devices", "_delta_log", "00000000000000000000.json"), "{ broken");

        var run = await RunAsync("check", "--offline", "--json");

        run.Code.ShouldBe(1);
        run.Json.GetProperty("findings")
            .EnumerateArray()
            .Where(static finding => !finding.GetProperty("ok").GetBoolean())
            .Select(static finding => finding.GetProperty("name").GetString())
            .ShouldBe(["state/maas.db", "lake/devices"], ignoreOrder: true);
    }

    [Fact]
    public async Task Check_FolderHeldByAService_WellAndSaysByWhom()
    {
        using var held = new FileStream(Path.Combine(_folder, "maas.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await File.WriteAllTextAsync(Path.Combine(_folder, "maas.lock.holder"), "process 42 on here since 2026-11-22 10:00:00Z\n");

        var run = await RunAsync("check", "--offline");

        run.Code.ShouldBe(0, run.Out);
        run.Out.ShouldContain("held by process 42");
    }

    [Fact]
    public async Task Simulate_HourOfCsv_FilesAndTruth()
    {
        var run = await CliRun.Of(
            "simulate",
            "--hour-of-csv",
            _folder,
            "--scale",
            "0.001",
            "--files",
            "1",
            "--hours",
            "2",
            "--from",
            "2026-11-22T10",
            "--json"
        );

        run.Code.ShouldBe(0, run.Error);
        run.Json.GetProperty("hours")
            .EnumerateArray()
            .Select(static hour => hour.GetProperty("hour").GetString())
            .ShouldBe(["2026-11-22T10", "2026-11-22T11"]);
        File.Exists(Path.Combine(_folder, "raw", "tracking", "2026", "11", "22", "11", "simulated-00.csv.gz")).ShouldBeTrue();
        using var truth = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "hour-of-csv.truth.json")));
        truth.RootElement.GetProperty("hours").GetArrayLength().ShouldBe(2);
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.Of([.. args, "--data", _folder]);
}
