using System.Text.Json;
using Maas.Simulation.Demo;
using Maas.Simulation.Service;
using Maas.Simulation.Tests.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Maas.Simulation.Tests.Demo;

public sealed class DemoScenarioTests : IAsyncLifetime
{
    private StubService _service = null!;
    private string _state = "succeeded";
    private JsonElement _asked;
    private long _missing;

    public async ValueTask InitializeAsync() => _service = await StubService.StartAsync(Map);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task RunAsync_EverythingWorks_TellsTheWholeStory()
    {
        var (result, text) = await RunAsync();

        result.Succeeded.ShouldBeTrue(text);
        result.FromElsewhere.ShouldBe(0);
        _asked.GetProperty("from").GetString().ShouldBe("2026-11-22T10");
        _asked.GetProperty("to").GetString().ShouldBe("2026-11-22T11");
        text.ShouldContain("What came in");
        text.ShouldContain("What each step did (hour 2026-11-22T10, run r1, DuckDB 1.5)");
        text.ShouldContain("device lake");
        text.ShouldContain("How the books balance\n");
        text.ShouldContain("1,000 received = ");
        text.ShouldContain("One device, as the registry now shows it");
        text.ShouldContain("in the lake as u1");
        text.ShouldContain("Where to go next");
        text.Split('\n').ShouldAllBe(static line => line == line.TrimEnd());
    }

    [Fact]
    public async Task RunAsync_RunFails_SaysWhy()
    {
        _state = "failed";

        var (result, text) = await RunAsync();

        result.Succeeded.ShouldBeFalse();
        text.ShouldContain("rows are missing");
    }

    [Fact]
    public async Task RunAsync_EventsUnaccountedFor_BooksDoNotBalance()
    {
        _missing = 3;

        var (result, text) = await RunAsync();

        result.Balanced.ShouldBeFalse();
        text.ShouldContain("How the books balance (they do not)");
    }

    [Fact]
    public async Task RunAsync_KeyNotTaken_ServiceException()
    {
        var options = Options() with { AdminKey = "wrong" };

        var failure = await Should.ThrowAsync<ServiceException>(() =>
            DemoScenario.RunAsync(options, new StringWriter(), new RecordingTime(), CancellationToken.None)
        );

        failure.Kind.ShouldBe(ServiceFailureKind.NotAuthorised);
    }

    private async Task<(DemoResult Result, string Text)> RunAsync()
    {
        var output = new StringWriter { NewLine = "\n" };
        var result = await DemoScenario.RunAsync(Options(), output, new RecordingTime(), CancellationToken.None);
        return (result, output.ToString());
    }

    private DemoOptions Options() =>
        new()
        {
            Address = _service.Address,
            WriteKey = "w",
            ReadKey = "r",
            AdminKey = "a",
            Devices = 50,
            Events = 1_000,
            Seed = 5,
        };

    private void Map(WebApplication app)
    {
        app.MapGet("/health/ready", () => Json("""{"status":"ready","checks":[]}"""));
        app.MapPost(
            "/v1/runs",
            async (HttpContext http) =>
            {
                if (http.Request.Headers.Authorization != "Bearer a")
                {
                    return Results.Problem("An admin key is needed.", statusCode: 403);
                }

                _asked = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement;
                return Json($$"""{"id":"r1","runs":[{{Run("planned")}}]}""");
            }
        );
        app.MapGet("/v1/runs/{id}", () => Json(Run(_state)));
        app.MapGet(
            "/v1/devices/{app}/{key}",
            (string app, string key) =>
                Json(
                    $$"""
                    {"app":"{{app}}","deviceKey":"{{key}}","deviceUid":"u1",
                     "hours":[{"hour":"2026-11-22T10:00:00Z","events":12,"source":"lake"}]}
                    """
                )
        );
    }

    /// <summary>Books of a service that takes every event to be stored: the stub itself recognises nothing.</summary>
    private string Run(string state)
    {
        var events = _service.Bodies.Sum(static body => body.RootElement.GetProperty("batch").GetArrayLength()) - _missing;
        return $$"""
            {"id":"r1","hour":"2026-11-22T10:00:00Z","state":"{{state}}","reason":"{{(state == "failed" ? "rows are missing" : "")}}",
             "engine":"DuckDB 1.5","provisional":true,
             "books":{"delivered":{{events}},"setAside":0,"repeated":0,"refused":0,"read":{{events}},"surplus":0,
               "matched":{{events}},"unmatched":0,"duplicate":0,"bad":0},
             "transitions":[{"state":"committing","at":"2026-11-22T11:01:00Z"},{"state":"merging","at":"2026-11-22T11:01:01Z"},
               {"state":"{{state}}","at":"2026-11-22T11:01:02.5Z"}],
             "steps":[{"name":"device_lake/unify","startedAt":"2026-11-22T11:01:00Z","elapsedMs":12.5,"rows":3}],"mergedDevices":3}
            """;
    }

    private static IResult Json(string body) => Results.Text(body, "application/json");
}
