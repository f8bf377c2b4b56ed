using System.Text.Json.Nodes;

namespace Maas.Silo.Tests.Processes;

/// <summary>kill -9, for real. MAAS_KILL_ROUNDS sets how often the ingest test kills (default 4).</summary>
public sealed class KillTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("MAAS_KILL_ROUNDS"), out var rounds) ? rounds : 4;

    [Fact]
    public async Task KillUnderLoad_EveryAcknowledgedEventIsInTheLakeExactlyOnce()
    {
        using var data = new TemporaryFolder();
        var random = new Random(20261122);
        var sender = new EventSender(random);
        for (var round = 0; round < Rounds; round++)
        {
            await using var silo = await SiloProcess.StartAsync(data.Path);
            using var stop = new CancellationTokenSource();
            var sending = sender.SendAsync(silo.Client, parallel: 8, stop.Token);
            await Task.Delay(random.Next(150, 1200), TestContext.Current.CancellationToken);
            if (round % 2 == 1)
            {
                // The kill then falls into a run of the hour that is still filling, too.
                var now = TimeProvider.System.GetUtcNow();
                await RunClient.RequestAsync(silo.Client, now.AddHours(-1), now.AddHours(1));
                await Task.Delay(random.Next(50, 600), TestContext.Current.CancellationToken);
            }

            await silo.KillAsync();
            await stop.CancelAsync();
            await sending;
        }

        await using var last = await SiloProcess.StartAsync(data.Path);
        var runs = await RunClient.RunRecentAsync(last);

        var counts = LakeFiles.MessageCounts(data.Path);
        sender.Acknowledged.Count.ShouldBeGreaterThan(0);
        sender.Acknowledged.Keys.Except(counts.Keys).ShouldBeEmpty("acknowledged events are missing from the lake");
        counts.Where(count => count.Value != 1).ShouldBeEmpty("the lake holds an event more than once");
        counts.Keys.Where(id => !sender.HasMade(id)).ShouldBeEmpty("the lake holds an event that nobody sent");
        foreach (var books in runs.Select(run => run["books"]!))
        {
            Number(books, "read")
                .ShouldBe(Number(books, "matched") + Number(books, "unmatched") + Number(books, "duplicate") + Number(books, "bad"));
            Number(books, "unmatched").ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("submitted")]
    [InlineData("running")]
    [InlineData("committing")]
    [InlineData("merging")]
    public async Task KillDuringARun_TheNextStartFinishesItWithOneCommit(string state)
    {
        using var data = new TemporaryFolder();
        var sender = new EventSender(new Random(7), devices: 3000);
        string id;
        string killedIn;
        await using (var silo = await SiloProcess.StartAsync(data.Path))
        {
            await sender.SendBatchesAsync(silo.Client, 400);
            var now = TimeProvider.System.GetUtcNow();
            var planned = await RunClient.RequestAsync(silo.Client, now.AddHours(-1), now.AddHours(1));
            id = planned[^1]!["id"]!.GetValue<string>();
            killedIn = await KillWhenAsync(silo, id, state);
        }

        await using var next = await SiloProcess.StartAsync(data.Path);
        var run = await RunClient.WaitForEndAsync(next, id);

        TestContext.Current.TestOutputHelper?.WriteLine($"asked to kill in {state}, killed in {killedIn}");
        run["state"]!.GetValue<string>().ShouldBe("succeeded", run.ToJsonString());
        var counts = LakeFiles.MessageCounts(data.Path);
        counts.Keys.ShouldBe(sender.Acknowledged.Keys, ignoreOrder: true);
        counts.Values.ShouldAllBe(count => count == 1);
        var tracked = LakeFiles.Query(data.Path, "tracked_devices", "SELECT CAST(sum(events) AS BIGINT) FROM lake");
        tracked.Single()[0].ShouldBe((long)counts.Count);
    }

    /// <summary>Kills as soon as the run is seen in the state, or past it; returns the state it was last seen in.</summary>
    private static async Task<string> KillWhenAsync(SiloProcess silo, string id, string state)
    {
        string[] order = ["planned", "submitted", "running", "committing", "merging", "succeeded", "failed"];
        while (true)
        {
            var seen = (await RunClient.GetAsync(silo.Client, id))["state"]!.GetValue<string>();
            if (Array.IndexOf(order, seen) >= Array.IndexOf(order, state))
            {
                await silo.KillAsync();
                return seen;
            }
        }
    }

    private static long Number(JsonNode books, string name) => books[name]!.GetValue<long>();
}
