using System.Text.Json;
using Maas.Simulation.Fleet;
using Maas.Simulation.Randomness;
using Maas.Simulation.Sending;
using Maas.Simulation.Traffic;

namespace Maas.Simulation.Tests.Sending;

public sealed class SimulationClientTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-send-").FullName;
    private StubService _service = null!;

    public async ValueTask InitializeAsync() => _service = await StubService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_ServiceTakesEverything_AllArrivesOnce(bool gzip)
    {
        var sent = await SendAsync(2_000, options => options with { Gzip = gzip });

        sent.Complete.ShouldBeTrue();
        sent.Acknowledged.Events.ShouldBe(2_000);
        sent.Latency.Count.ShouldBe(sent.Acknowledged.Batches);
        _service.Bodies.Sum(static body => body.RootElement.GetProperty("batch").GetArrayLength()).ShouldBe(2_000);
        _service.Bodies.ShouldAllBe(static body => body.RootElement.GetProperty("writeKey").GetString() == "demo-write-key");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task SendAsync_RefusedForNow_SameBytesAgainUntilAcknowledged(int status)
    {
        _service.Answer = (context, number) =>
        {
            if (number % 3 == 1)
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = "0";
            }

            return Task.CompletedTask;
        };

        var sent = await SendAsync(400, options => options with { Concurrency = 1 });

        sent.Complete.ShouldBeTrue();
        sent.Acknowledged.Events.ShouldBe(400);
        sent.Resends.ShouldBeGreaterThan(0);
        sent.Throttled.ShouldBe(status == 500 ? 0 : sent.Resends);
        _service.Bodies[0].RootElement.GetRawText().ShouldBe(_service.Bodies[1].RootElement.GetRawText());
    }

    [Fact]
    public async Task SendAsync_RetryAfterGiven_WaitsThatLongOnTheGivenClock()
    {
        var time = new RecordingTime();
        _service.Answer = (context, number) =>
        {
            if (number == 1)
            {
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "7";
            }

            return Task.CompletedTask;
        };

        await SendAsync(20, options => options with { Concurrency = 1 }, time);

        time.Delays.ShouldContain(static delay => delay >= TimeSpan.FromSeconds(7) && delay < TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task SendAsync_ConnectionBroken_SendsAgain()
    {
        _service.Answer = (context, number) =>
        {
            if (number == 2)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };

        var sent = await SendAsync(400, options => options with { Concurrency = 2 });

        sent.Complete.ShouldBeTrue();
        sent.Resends.ShouldBe(1);
        sent.Throttled.ShouldBe(0);
    }

    [Fact]
    public async Task SendAsync_RefusedForGood_CountedAndNotSentAgain()
    {
        _service.Answer = (context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 401 : 200;
            return Task.CompletedTask;
        };

        var sent = await SendAsync(400, options => options with { Concurrency = 1 });

        sent.Complete.ShouldBeFalse();
        sent.Refused.Batches.ShouldBe(1);
        sent.LastFailure.ShouldBe("answer 401 Unauthorized");
        (sent.Acknowledged.Events + sent.Refused.Events).ShouldBe(400);
    }

    [Fact]
    public async Task SendAsync_NeverAccepted_GivenUpAndCounted()
    {
        _service.Answer = (context, _) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        };

        var sent = await SendAsync(10, options => options with { GiveUpAfter = TimeSpan.Zero });

        sent.GivenUp.Events.ShouldBe(10);
        sent.Acknowledged.ShouldBe(TrafficCounts.None, "nothing was acknowledged");
    }

    [Fact]
    public async Task SendAsync_AckLogGiven_HoldsExactlyTheAcknowledgedStoredIds()
    {
        var path = Path.Combine(_folder, "acks");
        _service.Answer = (context, number) =>
        {
            context.Response.StatusCode = number == 3 ? 400 : 200;
            return Task.CompletedTask;
        };

        var sent = await SendAsync(2_000, options => options with { AckLog = path, Concurrency = 1 });

        var logged = (await File.ReadAllLinesAsync(path)).ToHashSet();
        var refused = Ids(_service.Bodies[2]);
        logged.Count.ShouldBe((int)sent.Acknowledged.Stored);
        logged.ShouldBeSubsetOf(_service.Bodies.SelectMany(Ids));
        logged.Intersect(refused).ShouldBeEmpty();
    }

    [Fact]
    public async Task SendAsync_Cancelled_EndsWithWhatWasDone()
    {
        using var stop = new CancellationTokenSource();
        _service.Answer = (_, number) => number == 5 ? stop.CancelAsync() : Task.CompletedTask;

        var sent = await SendAsync(1_000_000, options => options with { Concurrency = 1 }, cancellationToken: stop.Token);

        sent.Complete.ShouldBeTrue("a request under way may finish");
        sent.Acknowledged.Batches.ShouldBe(5);
    }

    [Fact]
    public async Task SendAsync_RateGiven_BooksTheWaitsOnTheGivenClock()
    {
        var time = new RecordingTime();

        await SendAsync(200, options => options with { EventsPerSecond = 10, Concurrency = 1 }, time);

        time.Delays.Max().ShouldBeInRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));
    }

    private static IEnumerable<string> Ids(JsonDocument body) =>
        body
            .RootElement.GetProperty("batch")
            .EnumerateArray()
            .Where(static it => it.ValueKind == JsonValueKind.Object)
            .Select(static it => it.GetProperty("messageId").GetString()!);

    private async Task<SendProgress> SendAsync(
        int events,
        Func<SendOptions, SendOptions> change,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default
    )
    {
        var options = change(new SendOptions { BaseAddress = _service.Address, GiveUpAfter = TimeSpan.FromSeconds(10) });
        var traffic = new TrafficOptions
        {
            WriteKey = "demo-write-key",
            Events = events,
            BatchRetries = 0,
        };
        using var source = new TrafficGenerator(traffic, new FleetOptions { Devices = 50 }, time ?? TimeProvider.System);
        using var client = new SimulationClient(options, time ?? TimeProvider.System, new SeededRandom(1));
        return await client.SendAsync(source, null, cancellationToken);
    }
}
