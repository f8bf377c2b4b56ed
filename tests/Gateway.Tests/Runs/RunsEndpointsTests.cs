using System.Net;
using System.Text;
using Maas.Contracts.Runs;
using Maas.Gateway.Runs;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Orleans.Runtime;

namespace Maas.Gateway.Tests.Runs;

/// <summary>The clock stands at 2026-11-22T23:30 UTC.</summary>
public sealed class RunsEndpointsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 22, 22, 0, 0, TimeSpan.Zero);

    private readonly IBatchCoordinatorGrain _coordinator = Substitute.For<IBatchCoordinatorGrain>();
    private GatewayHost _gateway = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync();
        _gateway.Grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key).Returns(_coordinator);
        _admin = _gateway.Client(GatewayHost.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task GetRun_NotCountedYet_HasBooksNull()
    {
        _coordinator.GetRun("r1").Returns(Run("r1", RunState.Running));

        using var answer = await _admin.GetAsync("/v1/runs/r1");

        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """
            {"id":"r1","kind":"hour","hour":"2026-11-22T22:00:00Z","state":"running","reason":"","attempt":7,"provisional":false,"dryRun":false,
            "requested":false,"engine":"","books":null,"apps":[],
            "transitions":[{"state":"planned","at":"2026-11-22T23:05:12.5Z"},{"state":"running","at":"2026-11-22T23:05:13.5Z"}],
            "changedDevices":0,"mergedDevices":0,"overlinkedIds":0,"unfinishedLinks":0,"differences":[],"steps":[],"refusedFiles":[],"reopens":[]}
            """.ReplaceLineEndings("")
        );
    }

    [Fact]
    public async Task GetRun_Counted_TellsTheBooksOfTheHourAndOfEachApp()
    {
        var books = new BooksView(10, 1, 2, 3, 11, 1, 8, 1, 1, 1);
        _coordinator.GetRun("r1").Returns(Run("r1", RunState.Succeeded) with { Books = books, Apps = [new AppBooksView("demo", books)] });

        using var answer = await _admin.GetAsync("/v1/runs/r1");

        const string Expected =
            """{"delivered":10,"setAside":1,"repeated":2,"refused":3,"read":11,"surplus":1,"matched":8,"unmatched":1,"duplicate":1,"bad":1}""";
        var run = await answer.JsonAsync();
        run.GetProperty("books").GetRawText().ShouldBe(Expected);
        run.GetProperty("apps").GetRawText().ShouldBe($$"""[{"app":"demo","books":{{Expected}}}]""");
    }

    [Fact]
    public void RunResponse_HasEveryMemberOfTheContract()
    {
        Members(typeof(RunResponse)).ShouldBe(Members(typeof(RunView)), ignoreOrder: true);
        Members(typeof(BackfillResponse)).ShouldBe(Members(typeof(BackfillView)), ignoreOrder: true);
        Members(typeof(HourResponse)).ShouldBe(Members(typeof(HourView)), ignoreOrder: true);

        static string[] Members(Type type) => [.. type.GetProperties().Select(member => member.Name)];
    }

    [Fact]
    public async Task GetRun_Unknown_Is404()
    {
        using var answer = await _admin.GetAsync("/v1/runs/nope");

        await answer.ProblemAsync(404);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=1000", 1000)]
    public async Task ListRuns_Limit_IsPassedOn(string query, int count)
    {
        _coordinator.ListRuns(count).Returns([Run("r2", RunState.Failed), Run("r1", RunState.Succeeded)]);

        using var answer = await _admin.GetAsync("/v1/runs" + query);

        var runs = (await answer.JsonAsync()).GetProperty("runs").EnumerateArray();
        runs.Select(run => run.GetProperty("id").GetString()).ShouldBe(["r2", "r1"]);
    }

    [Fact]
    public async Task ListRuns_OfMaintenance_HaveNoHour()
    {
        _coordinator
            .ListMaintenance(20)
            .Returns([Run("20261122T230512-m00001", RunState.Succeeded) with { Kind = RunKind.Maintenance, Hour = null }]);

        using var answer = await _admin.GetAsync("/v1/runs?kind=maintenance");

        var run = (await answer.JsonAsync()).GetProperty("runs")[0];
        run.GetProperty("kind").GetString().ShouldBe("maintenance");
        run.TryGetProperty("hour", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("all")]
    [InlineData("1")]
    [InlineData("")]
    public async Task ListRuns_BadKind_Is400(string kind)
    {
        using var answer = await _admin.GetAsync("/v1/runs?kind=" + kind);

        (await answer.WrongFieldsAsync()).ShouldBe(["kind"]);
    }

    [Fact]
    public async Task GetRun_OnACluster_TellsItsIdStateLogsAndCost()
    {
        var step = new StepView("device_lake", Hour, TimeSpan.FromSeconds(62), null, RunStepState.Failed, "s3://logs/j-1/steps/s-1/");
        _coordinator
            .GetRun("r1")
            .Returns(
                Run("r1", RunState.Failed) with
                {
                    Cluster = new ClusterView("j-1", "TERMINATED_WITH_ERRORS", "s3://logs/j-1/", 0.42m),
                    Steps = [step],
                }
            );

        using var answer = await _admin.GetAsync("/v1/runs/r1");

        var run = await answer.JsonAsync();
        run.GetProperty("cluster")
            .GetRawText()
            .ShouldBe("""{"id":"j-1","state":"TERMINATED_WITH_ERRORS","logs":"s3://logs/j-1/","costUsd":0.42}""");
        run.GetProperty("steps")[0]
            .GetRawText()
            .ShouldBe(
                """{"name":"device_lake","state":"failed","startedAt":"2026-11-22T22:00:00Z","elapsedMs":62000,"log":"s3://logs/j-1/steps/s-1/"}"""
            );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task ListRuns_BadLimit_Is400(string limit)
    {
        using var answer = await _admin.GetAsync("/v1/runs?limit=" + limit);

        (await answer.WrongFieldsAsync()).ShouldBe(["limit"]);
    }

    [Theory]
    [InlineData("", "2026-11-22T00", "2026-11-23T00")]
    [InlineData("?from=2026-11-22T20", "2026-11-22T20", "2026-11-23T00")]
    [InlineData("?to=2026-11-02T00", "2026-11-01T00", "2026-11-02T00")]
    [InlineData("?from=2026-11-22T20:59:59Z&to=2026-11-22T21:00:01Z", "2026-11-22T20", "2026-11-22T22")]
    [InlineData("?from=2026-11-22T20:00%2B02:00&to=2026-11-22T21:00%2B02:00", "2026-11-22T18", "2026-11-22T19")]
    [InlineData("?from=2026-11-21&to=2026-11-22", "2026-11-21T00", "2026-11-22T00")]
    public async Task ListHours_Period_IsWholeHours(string query, string from, string to)
    {
        _coordinator
            .ListHours(IndexOf(from), IndexOf(to))
            .Returns([
                new HourView
                {
                    Hour = Hour,
                    State = HourState.Reopened,
                    RunId = "r1",
                    DueAt = Hour.AddHours(2),
                },
            ]);

        using var answer = await _admin.GetAsync("/v1/hours" + query);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """
            {"hours":[{"hour":"2026-11-22T22:00:00Z","state":"reopened","runId":"r1","tries":0,"reason":"",
            "dueAt":"2026-11-23T00:00:00Z","books":null}]}
            """.ReplaceLineEndings("")
        );
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=22", "from")]
    [InlineData("?to=2026-13-01T00", "to")]
    [InlineData("?from=2026-11-22T20&to=2026-11-22T20", "to")]
    [InlineData("?from=2026-01-01T00&to=2026-11-22T20", "to")]
    public async Task ListHours_BadPeriod_Is400NamingTheField(string query, string field)
    {
        using var answer = await _admin.GetAsync("/v1/hours" + query);

        (await answer.WrongFieldsAsync()).ShouldBe([field]);
    }

    [Fact]
    public async Task RequestRuns_Period_Is202WithTheFirstRunsAddress()
    {
        var first = IndexOf("2026-11-22T21");
        _coordinator
            .Request(new RunRequest(first, first + 2, DryRun: true))
            .Returns(RunRequestResult.Planned([Run("r1", RunState.Planned), Run("r2", RunState.Planned)]));

        using var answer = await PostAsync("""{"from":"2026-11-22T21","to":"2026-11-22T23","dryRun":true}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answer.Headers.Location!.OriginalString.ShouldBe("/v1/runs/r1");
        var body = await answer.JsonAsync();
        body.GetProperty("id").GetString().ShouldBe("r1");
        body.GetProperty("runs").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task RequestRuns_HourStillOpen_IsAllowed()
    {
        _coordinator.Request(Arg.Any<RunRequest>()).Returns(RunRequestResult.Planned([Run("r1", RunState.Planned)]));

        using var answer = await PostAsync("""{"from":"2026-11-22T23","to":"2026-11-22T23:30"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task RequestRuns_NothingToRun_Is202WithIdNull()
    {
        _coordinator.Request(Arg.Any<RunRequest>()).Returns(RunRequestResult.Planned([]));

        using var answer = await PostAsync("""{"from":"2026-11-22T21","to":"2026-11-22T22"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"id":null,"runs":[]}""");
    }

    [Theory]
    [InlineData("""{"to":"2026-11-22T22"}""", "from")]
    [InlineData("""{"from":"2026-11-22T22","to":null}""", "to")]
    [InlineData("""{}""", "from,to")]
    [InlineData("""{"from":"","to":"x"}""", "from,to")]
    [InlineData("""{"from":"2026-11-22T22","to":"2026-11-22T22"}""", "to")]
    [InlineData("""{"from":"2026-11-22T22","to":"2026-11-22T21"}""", "to")]
    [InlineData("""{"from":"2026-11-23T00","to":"2026-11-23T01"}""", "from")]
    [InlineData("""{"from":"2026-11-22T22","to":"2026-11-23T00:00:01Z"}""", "to")]
    [InlineData("""{"from":"0001-01-01T00","to":"9999-12-31T23:59:59Z"}""", "to")]
    [InlineData("""{"from":17,"to":"2026-11-22T22"}""", "from")]
    [InlineData("""{"from":"2026-11-22T21","to":"2026-11-22T22","dryRun":"yes"}""", "dryRun")]
    public async Task RequestRuns_BadPeriod_Is400NamingTheField(string body, string fields)
    {
        using var answer = await PostAsync(body);

        (await answer.WrongFieldsAsync()).ShouldBe(fields.Split(','));
        await _coordinator.DidNotReceiveWithAnyArgs().Request(default!);
    }

    [Fact]
    public async Task RequestRuns_CoordinatorRefusesThePeriod_Is400WithItsReason()
    {
        _coordinator.Request(Arg.Any<RunRequest>()).Returns(RunRequestResult.Refused(RunRefusalKind.Period, "The period is too long."));

        using var answer = await PostAsync("""{"from":"2026-09-01T00","to":"2026-11-01T00"}""");

        var problem = await answer.ProblemAsync(400);
        problem.GetProperty("errors").GetProperty("to")[0].GetString().ShouldBe("The period is too long.");
    }

    [Fact]
    public async Task RequestRuns_AsMuchIsPlannedAsMayBe_Is409WithTheReason()
    {
        _coordinator.Request(Arg.Any<RunRequest>()).Returns(RunRequestResult.Refused(RunRefusalKind.Capacity, "2,000 runs are planned."));

        using var answer = await PostAsync("""{"from":"2026-11-22T21","to":"2026-11-22T23"}""");

        var problem = await answer.ProblemAsync(409);
        problem.GetProperty("detail").GetString().ShouldBe("2,000 runs are planned.");
        problem.TryGetProperty("errors", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task RequestRuns_NoJsonObject_Is400(string body)
    {
        using var answer = await PostAsync(body);

        await answer.ProblemAsync(400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task RequestRuns_NoPeriod_Is400NamingBothFields(string body)
    {
        using var answer = await PostAsync(body);

        var problem = await answer.ProblemAsync(400);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["from", "to"]);
    }

    [Fact]
    public async Task RequestRuns_MisspelledDryRun_Is400AndNothingRuns()
    {
        using var answer = await PostAsync("""{"from":"2026-11-22T21","to":"2026-11-22T22","dry_run":true}""");

        var problem = await answer.ProblemAsync(400);
        problem.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("dry_run");
        await _coordinator.DidNotReceiveWithAnyArgs().Request(default!);
    }

    [Fact]
    public async Task RequestRuns_OtherContentType_Is415()
    {
        using var answer = await _admin.PostAsync("/v1/runs", new StringContent("from=1", Encoding.UTF8, "text/plain"));

        await answer.ProblemAsync(415);
    }

    [Fact]
    public async Task RequestRuns_SiloOverloaded_Is503()
    {
        _coordinator.Request(Arg.Any<RunRequest>()).ThrowsAsync(new GatewayTooBusyException());

        using var answer = await PostAsync("""{"from":"2026-11-22T21","to":"2026-11-22T22"}""");

        await answer.ProblemAsync(503);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task CancelRun_Running_Is202()
    {
        _coordinator.Cancel("r1").Returns(true);
        _coordinator.GetRun("r1").Returns(Run("r1", RunState.Running));

        using var answer = await _admin.PostAsync("/v1/runs/r1/cancel", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answer.Headers.Location!.OriginalString.ShouldBe("/v1/runs/r1");
        (await answer.JsonAsync()).GetProperty("id").GetString().ShouldBe("r1");
    }

    [Fact]
    public async Task CancelRun_Ended_Is409SayingItsState()
    {
        _coordinator.Cancel("r1").Returns(false);
        _coordinator.GetRun("r1").Returns(Run("r1", RunState.Succeeded));

        using var answer = await _admin.PostAsync("/v1/runs/r1/cancel", null);

        (await answer.ProblemAsync(409)).GetProperty("detail").GetString()!.ShouldContain("succeeded");
    }

    [Fact]
    public async Task CancelRun_Unknown_Is404()
    {
        using var answer = await _admin.PostAsync("/v1/runs/nope/cancel", null);

        await answer.ProblemAsync(404);
    }

    private static int IndexOf(string hour) => HourWindow.TryParse(hour, out var window) ? window.Index : throw new FormatException(hour);

    private static RunView Run(string id, RunState state) =>
        new()
        {
            Id = id,
            Hour = Hour,
            State = state,
            Reason = "",
            Attempt = 7,
            Provisional = false,
            DryRun = false,
            Transitions =
            [
                new TransitionView(RunState.Planned, Hour.AddSeconds(3912.5)),
                new TransitionView(state, Hour.AddSeconds(3913.5)),
            ],
        };

    private Task<HttpResponseMessage> PostAsync(string json) =>
        _admin.PostAsync("/v1/runs", new StringContent(json, Encoding.UTF8, "application/json"));
}
