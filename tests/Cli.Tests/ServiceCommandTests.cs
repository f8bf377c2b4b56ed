namespace Maas.Cli.Tests;

public sealed class ServiceCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-cli-").FullName;
    private StubService _service = null!;

    public async ValueTask InitializeAsync() => _service = await StubService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Simulate_ServiceTakesAll_CountsAsJson()
    {
        var run = await RunAsync("simulate", "--events", "500", "--json");

        run.Code.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Json.GetProperty("events").GetInt32().ShouldBe(500);
        run.Json.GetProperty("source").GetProperty("devices").GetInt32().ShouldBe(1_000);
        _service.EventsReceived.ShouldBe(500);
    }

    [Fact]
    public async Task Simulate_ForPeople_SaysWhatTheServiceShouldHold()
    {
        var run = await RunAsync("simulate", "--events", "500", "--no-faults");

        run.Code.ShouldBe(0);
        run.Out.ShouldContain("500 events acknowledged");
        run.Out.ShouldContain("to be stored");
        run.Out.ShouldContain("p99");
    }

    [Fact]
    public async Task Simulate_BatchesRefused_ExitCode1AndTheReason()
    {
        _service.BatchStatus = 413;

        var run = await RunAsync("simulate", "--events", "20");

        run.Code.ShouldBe(1);
        run.Out.ShouldContain("answer 413");
    }

    [Fact]
    public async Task Simulate_WriteKeyRefused_ExitCode4()
    {
        var run = await RunAsync("simulate", "--write-key", "wrong");

        run.Code.ShouldBe(4);
        run.Error.ShouldBe("maas: Unauthorized: The write key is not known.\n");
    }

    [Fact]
    public async Task Simulate_NobodyThere_ExitCode3AndHowToStart()
    {
        var run = await CliRun.Of("simulate", "--url", "http://127.0.0.1:9");

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("Start one with: dotnet run");
    }

    [Fact]
    public async Task Simulate_ElsewhereWithoutAKey_ExitCode2()
    {
        var run = await CliRun.Of("simulate", "--url", "http://maas.example");

        run.Code.ShouldBe(2);
        run.Error.ShouldContain("MAAS_WRITE_KEY");
    }

    [Fact]
    public async Task Simulate_KeyAndAddressFromTheEnvironment_Used()
    {
        var variables = new Dictionary<string, string> { ["MAAS_URL"] = _service.Address.ToString(), ["MAAS_WRITE_KEY"] = "wrong" };

        (await CliRun.Of(variables, "simulate")).Code.ShouldBe(4);
    }

    [Fact]
    public async Task Replay_SmallFile_EveryFixSent()
    {
        var file = Path.Combine(_folder, "tracks.csv");
        await File.WriteAllTextAsync(
            file,
            "latitude,longitude,track_id,time\n1,2,a,2015-01-01 10:00:00\n1,2,b,2015-01-01 10:00:05\nx,2,b,2015-01-01\n"
        );

        var run = await RunAsync("replay", file, "--json");

        run.Code.ShouldBe(0);
        run.Json.GetProperty("stored").GetInt32().ShouldBe(2);
        run.Json.GetProperty("source").GetProperty("tracks").GetInt32().ShouldBe(2);
        run.Json.GetProperty("source").GetProperty("skippedLines").GetInt32().ShouldBe(1);
        run.Error.ShouldContain("line 4 is passed over: latitude or longitude is no number");
        _service.EventsReceived.ShouldBe(2);
    }

    [Fact]
    public async Task Replay_NoSuchFile_ExitCode5() => (await RunAsync("replay", Path.Combine(_folder, "none.csv"))).Code.ShouldBe(5);

    [Fact]
    public async Task Replay_NoTracksInIt_ExitCode1()
    {
        var file = Path.Combine(_folder, "other.csv");
        await File.WriteAllTextAsync(file, "a,b\n1,2\n");

        (await RunAsync("replay", file)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Device_Known_EachGroupWithItsOrigin()
    {
        var run = await RunAsync("device", "demo", "k1");

        run.Code.ShouldBe(0);
        run.Out.ShouldContain("Apple iPhone16,2");
        run.Out.ShouldContain("52.37, 4.89 ± 7.5 m");
        run.Out.ShouldContain("lake 20261122T110100-00001");
        run.Out.ShouldContain("2026-11-22 10:00:00Z");
    }

    [Fact]
    public async Task Device_AsJson_LikeTheServiceSaysIt()
    {
        var run = await RunAsync("device", "demo", "k1", "--json");

        run.Json.GetProperty("lastFix").GetProperty("latitude").GetDouble().ShouldBe(52.37);
        run.Json.GetProperty("hours")[0].GetProperty("events").GetInt32().ShouldBe(12);
    }

    [Theory]
    [InlineData(5, "device", "demo", "nobody")]
    [InlineData(4, "device", "demo", "k1", "--read-key", "wrong")]
    [InlineData(4, "runs", "--admin-key", "wrong")]
    public async Task ServiceSaysNo_ItsExitCode(int code, params string[] args)
    {
        var run = await RunAsync(args);

        run.Code.ShouldBe(code);
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_Listed_WithTheirBooks()
    {
        var run = await RunAsync("runs");

        run.Code.ShouldBe(0);
        var lines = run.Out.Split('\n');
        lines[0].ShouldStartWith("run  hour");
        lines[1].ShouldMatch(@"^r1\s+2026-11-22T10\s+succeeded\s+2\.5 s\s+9\s+9\s+7\s+1\s+1\s+0\s+1$");
        (await RunAsync("runs", "--json")).Json.GetProperty("runs")[0].GetProperty("state").GetString().ShouldBe("succeeded");
    }

    [Fact]
    public async Task Runs_One_InFull()
    {
        var run = await RunAsync("runs", "r-emr");

        run.Code.ShouldBe(0);
        string[] parts =
        [
            @"cluster\s+j-1 TERMINATED_WITH_ERRORS",
            @"logs\s+s3://logs/j-1/",
            @"cost\s+about \$0\.42",
            @"ids that link nothing\s+2",
            @"planned\s+2026-11-22 11:01:00Z\s+2\.5 s",
            @"demo\s+9\s+9\s+0\s+7\s+1\s+1\s+0\s+1\s+2\s+0",
            @"device_lake\s+failed\s+1 min 2 s\s+s3://logs/j-1/steps/s-1/",
            @"raw/tracking/a\.csv\.gz\s+gzip ends too early",
        ];
        foreach (var part in parts)
        {
            run.Out.ShouldMatch(part);
        }

        (await RunAsync("runs", "r-emr", "--json")).Json.GetProperty("cluster").GetProperty("id").GetString().ShouldBe("j-1");
    }

    [Fact]
    public async Task Runs_DryRun_ShowsWhatItWouldChangeWithExamples()
    {
        var run = await RunAsync("runs", "r-dry");

        run.Out.ShouldMatch(@"table\s+rows added\s+removed\s+changed\s+unchanged\ntracking\s+8\s+10\s+1\s+15");
        run.Out.ShouldContain("  + message_id=m9\n  ~ message_id=m1  latitude=1.5→2.5\n");
    }

    [Fact]
    public async Task Runs_OfMaintenance_Listed() => (await RunAsync("runs", "--maintenance")).Out.ShouldMatch(@"m1\s+succeeded");

    [Fact]
    public async Task Backfills_Listed_WithTheirFailures()
    {
        var run = await RunAsync("backfills");

        run.Code.ShouldBe(0);
        run.Out.ShouldMatch(@"b1\s+2026-11-21T00\s+2026-11-22T00\s+24\s+11\s+1\s+0\s+12\s+99\s+now at 2026-11-21T12");
        run.Out.ShouldContain("2026-11-21T03 failed (run r7): out of memory");
        (await RunAsync("backfills", "b1", "--json")).Json.GetProperty("backfills").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("r1", 0)]
    [InlineData("b1", 0)]
    [InlineData("none", 5)]
    [InlineData("late", 1)]
    public async Task Cancel_RunOrBackfill_ByItsId(string id, int code)
    {
        var run = await RunAsync("cancel", id);

        run.Code.ShouldBe(code);
        if (code == 0)
        {
            run.Out.ShouldContain(id);
        }
    }

    [Theory]
    [InlineData("succeeded", 0)]
    [InlineData("failed", 1)]
    [InlineData("cancelled", 1)]
    public async Task Run_Waited_ExitCodeOfItsEnd(string end, int code)
    {
        _service.RunsEnd = end;

        var run = await RunAsync("run", "2026-11-22T10", "2026-11-22T11", "--wait", "--json");

        run.Code.ShouldBe(code);
        run.Json.GetProperty("runs")[0].GetProperty("state").GetString().ShouldBe(end);
        run.Error.ShouldContain("running");
    }

    [Fact]
    public async Task Run_NothingToRun_SaysSo()
    {
        _service.RunsEnd = null;

        var run = await RunAsync("run", "2026-11-22T10", "2026-11-22T11");

        run.Code.ShouldBe(0);
        run.Out.ShouldContain("nothing to run");
    }

    [Fact]
    public async Task Check_AllWell_ExitCode0()
    {
        var run = await RunAsync("check", "--data", _folder);

        run.Code.ShouldBe(0, run.Out);
        run.Out.ShouldContain("admin key");
    }

    [Fact]
    public async Task Check_ServiceUnready_ExitCode1WithTheFix()
    {
        _service.Ready = false;

        var run = await RunAsync("check", "--data", _folder, "--json");

        run.Code.ShouldBe(1);
        run.Json.GetProperty("findings")
            .EnumerateArray()
            .Single(static finding => !finding.GetProperty("ok").GetBoolean())
            .GetProperty("fix")
            .GetString()
            .ShouldBe("Make room on /data.");
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.Of([.. args, "--url", _service.Address.ToString()]);
}
