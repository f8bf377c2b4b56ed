using System.Net;
using Maas.Contracts.Runs;
using NSubstitute;

namespace Maas.Gateway.Tests.Runs;

public sealed class BackfillsEndpointsTests : IAsyncLifetime
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
    public async Task ListBackfills_InTheOrderTheyCome()
    {
        _coordinator.ListBackfills().Returns([Backfill("b2"), Backfill("b1")]);

        using var answer = await _admin.GetAsync("/v1/backfills");

        var backfills = (await answer.JsonAsync()).GetProperty("backfills").EnumerateArray();
        backfills.Select(backfill => backfill.GetProperty("id").GetString()).ShouldBe(["b2", "b1"]);
    }

    [Fact]
    public async Task GetBackfill_Unfinished_HasNoEnd()
    {
        _coordinator.GetBackfill("b1").Returns(Backfill("b1"));

        using var answer = await _admin.GetAsync("/v1/backfills/b1");

        var backfill = await answer.JsonAsync();
        backfill.GetProperty("planned").GetInt32().ShouldBe(2);
        backfill.TryGetProperty("endedAt", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET", "/v1/backfills/nope")]
    [InlineData("POST", "/v1/backfills/nope/cancel")]
    public async Task Backfill_Unknown_Is404(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await _admin.SendAsync(request);

        await answer.ProblemAsync(404);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Accepted)]
    [InlineData(false, HttpStatusCode.Conflict)]
    public async Task CancelBackfill_AsTheCoordinatorSays(bool cancelled, HttpStatusCode status)
    {
        _coordinator.CancelBackfill("b1").Returns(cancelled);
        _coordinator.GetBackfill("b1").Returns(Backfill("b1"));

        using var answer = await _admin.PostAsync("/v1/backfills/b1/cancel", null);

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Backfills_WithoutAnAdminKey_AreRefused()
    {
        using var reader = _gateway.Client(GatewayHost.ReadKey);

        (await reader.GetAsync("/v1/backfills")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.PostAsync("/v1/backfills/b1/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static BackfillView Backfill(string id) =>
        new()
        {
            Id = id,
            From = Hour.AddHours(-2),
            To = Hour.AddHours(1),
            DryRun = false,
            RequestedAt = Hour.AddHours(1),
            Planned = 2,
            UnderWay = 1,
            Succeeded = 0,
            Failed = 0,
            Cancelled = 0,
            Books = new BooksView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        };
}
