using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Cli.Tests;

/// <summary>A real Kestrel on a free port of loopback that answers as the service's HTTP interface says, with canned content.</summary>
internal sealed class StubService : IAsyncDisposable
{
    public const string Device = """
        {"app":"demo","deviceKey":"k1","deviceUid":"u1",
         "profile":{"platform":"ios","osName":"iOS","osVersion":"17.5","manufacturer":"Apple","model":"iPhone16,2",
           "provenance":{"at":"2026-11-22T10:00:00Z","source":"live","origin":"00000000000000ff"}},
         "lastFix":{"latitude":52.37,"longitude":4.89,"accuracy":7.5,
           "provenance":{"at":"2026-11-22T10:00:01Z","source":"lake","origin":"20261122T110100-00001"}},
         "hours":[{"hour":"2026-11-22T10:00:00Z","events":12,"source":"lake"}]}
        """;

    private const string Backfill = """
        {"id":"b1","from":"2026-11-21T00:00:00Z","to":"2026-11-22T00:00:00Z","dryRun":false,"requestedAt":"2026-11-22T12:00:00Z",
         "planned":11,"underWay":1,"succeeded":11,"failed":1,"cancelled":0,"next":"2026-11-21T12:00:00Z",
         "books":{"delivered":99,"setAside":0,"repeated":0,"refused":0,"read":99,"surplus":0,"matched":99,"unmatched":0,"duplicate":0,"bad":0},
         "failures":[{"hour":"2026-11-21T03:00:00Z","runId":"r7","reason":"out of memory"}]}
        """;

    private const string Maintenance = """
        {"id":"m1","kind":"maintenance","state":"succeeded","reason":"",
         "transitions":[{"state":"running","at":"2026-11-22T11:01:00Z"},{"state":"succeeded","at":"2026-11-22T11:01:02.5Z"}]}
        """;

    private const string EmrRun = """
        {"id":"r-emr","kind":"hour","hour":"2026-11-22T10:00:00Z","state":"failed","reason":"device_lake: out of memory","attempt":2,
         "engine":"Spark 3.5.6","overlinkedIds":2,
         "cluster":{"id":"j-1","state":"TERMINATED_WITH_ERRORS","logs":"s3://logs/j-1/","costUsd":0.42},
         "apps":[{"app":"demo","books":{"delivered":9,"setAside":1,"repeated":2,"refused":0,"read":9,"surplus":0,"matched":7,"unmatched":1,"duplicate":1,"bad":0}}],
         "transitions":[{"state":"planned","at":"2026-11-22T11:01:00Z"},{"state":"failed","at":"2026-11-22T11:01:02.5Z"}],
         "steps":[{"name":"device_lake","state":"failed","startedAt":"2026-11-22T11:01:00Z","elapsedMs":62000,"log":"s3://logs/j-1/steps/s-1/"}],
         "refusedFiles":[{"key":"raw/tracking/a.csv.gz","reason":"gzip ends too early"}]}
        """;

    private readonly WebApplication _app;
    private int _polls;

    private StubService(WebApplication app) => _app = app;

    /// <summary>How the runs of <c>POST /v1/runs</c> end: <c>succeeded</c>, <c>failed</c>, or null for none.</summary>
    public string? RunsEnd { get; set; } = "succeeded";

    /// <summary>What <c>POST /v1/b</c> answers.</summary>
    public int BatchStatus { get; set; } = 200;

    public bool Ready { get; set; } = true;

    public int EventsReceived { get; private set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<StubService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var stub = new StubService(builder.Build());
        stub.Map();
        await stub._app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet(
            "/v1/projects/{key}/settings",
            (string key) => key == "demo-write-key" ? Json("{}") : Problem(401, "Unauthorized", "The write key is not known.")
        );
        _app.MapPost("/v1/b", (Delegate)ReceiveAsync);
        _app.MapGet(
            "/v1/devices/{app}/{key}",
            (HttpContext http, string key) =>
                Bearer(http) != "demo-read-key" ? Problem(401, "Unauthorized", "A read key is needed.")
                : key == "k1" ? Json(Device)
                : Problem(404, "Not Found", $"The registry holds no device '{key}'.")
        );
        _app.MapGet(
            "/v1/runs",
            (HttpContext http) =>
                Bearer(http) == "demo-admin-key"
                    ? Json($$"""{"runs":[{{(http.Request.Query["kind"] == "maintenance" ? Maintenance : Run("succeeded"))}}]}""")
                    : Problem(403, "Forbidden", "An admin key is needed.")
        );
        _app.MapPost(
            "/v1/runs",
            (HttpContext http) =>
                RunsEnd is null ? Json("""{"id":null,"runs":[]}""", 202) : Json($$"""{"id":"r1","runs":[{{Run("planned")}}]}""", 202)
        );
        _app.MapGet(
            "/v1/runs/{id}",
            (string id) =>
                Json(
                    id == "r-emr" ? EmrRun
                    : id == "r-dry" ? Run("succeeded", dryRun: true)
                    : Run(++_polls < 2 ? "running" : RunsEnd!)
                )
        );
        _app.MapGet("/v1/backfills", () => Json($$"""{"backfills":[{{Backfill}}]}"""));
        _app.MapGet("/v1/backfills/{id}", (string id) => Json(Backfill));
        _app.MapPost(
            "/v1/{kind}/{id}/cancel",
            (string kind, string id) =>
                (kind, id) switch
                {
                    ("runs", "r1") => Json(Run("running"), 202),
                    ("backfills", "b1") => Json(Backfill, 202),
                    ("runs", "late") => Problem(409, "Conflict", "The run is succeeded: it can no longer be cancelled."),
                    _ => Problem(404, "Not Found", "There is no such thing."),
                }
        );
        _app.MapGet(
            "/health/ready",
            () =>
                Ready
                    ? Json("""{"status":"ready","checks":[{"name":"delivery","ready":true,"reason":""}]}""")
                    : Json("""{"status":"unready","checks":[{"name":"disk","ready":false,"reason":"Make room on /data."}]}""", 503)
        );
    }

    private const string Differences = """
        [{"table":"tracking","rowsAdded":8,"rowsRemoved":10,"rowsUnchanged":15,"rowsChanged":1,"examples":[
          {"change":"added","fields":[{"name":"message_id","after":"m9"}]},
          {"change":"changed","fields":[{"name":"message_id","before":"m1","after":"m1"},{"name":"latitude","before":"1.5","after":"2.5"}]}]}]
        """;

    private static string Run(string state, bool dryRun = false) =>
        $$"""
            {"id":"r1","hour":"2026-11-22T10:00:00Z","state":"{{state}}","reason":"{{(state == "failed" ? "rows are missing" : "")}}",
             "attempt":1,"provisional":false,"dryRun":{{(dryRun ? "true" : "false")}},"requested":true,"engine":"DuckDB 1.5",
             "books":{"delivered":9,"setAside":1,"repeated":2,"refused":0,"read":9,"surplus":0,"matched":7,"unmatched":1,"duplicate":1,"bad":0},
             "transitions":[{"state":"planned","at":"2026-11-22T11:01:00Z"},{"state":"{{state}}","at":"2026-11-22T11:01:02.5Z"}],
             "differences":{{(dryRun ? Differences : "[]")}},
             "steps":[{"name":"device_lake/unify","startedAt":"2026-11-22T11:01:00Z","elapsedMs":12.5,"rows":3}],"changedDevices":3,"mergedDevices":3}
            """;

    private static string? Bearer(HttpContext http) => http.Request.Headers.Authorization.ToString().Split(' ')[^1];

    private static IResult Json(string body, int status = 200) => Results.Text(body, "application/json", statusCode: status);

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    private async Task<IResult> ReceiveAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        if (BatchStatus == 200)
        {
            lock (_app)
            {
                EventsReceived += body.RootElement.GetProperty("batch").GetArrayLength();
            }
        }

        return Json("""{"success":true}""", BatchStatus);
    }
}
