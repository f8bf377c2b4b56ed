using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Silo.Tests.Loop;

/// <summary>
/// The product's promise from end to end, by processes: a published SDK → gateway → silo → Firehose → S3 → the hour ends → a cluster with a real
/// Spark → Delta in S3 → back into the devices, and Slack is told. Whatever goes wrong on the way, each event that the SDK was told was delivered is
/// in the lake once.
/// </summary>
public sealed class WholeLoopTests
{
    /// <summary>How many of the rounds below are run; each takes two to five minutes, most of it Spark's.</summary>
    private const string RoundsVariable = "MAAS_LOOP_ROUNDS";

    private const int Events = 40;

    public static TheoryData<LoopFaults> Rounds
    {
        get
        {
            LoopFaults[] all =
            [
                LoopFaults.All,
                LoopFaults.None,
                LoopFaults.Delivery,
                LoopFaults.Objects,
                LoopFaults.Clusters,
                LoopFaults.Chat,
                LoopFaults.Silo,
            ];
            var count = int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), out var rounds) ? rounds : 1;
            return [.. all.Take(count)];
        }
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Loop_WithFaultsAtItsArrows_BringsEveryEventIntoTheLakeOnceAndTellsSlack(LoopFaults faults)
    {
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        Assert.SkipWhen(OutsideProgram.Spark.Missing is not null, $"{OutsideProgram.Spark.Missing}");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(LoopWorld.SdkFolder, "node_modules")),
            "The published SDKs are not installed: run `npm install` in tests/Silo.Tests/Clients (needs Node.js 20)."
        );
        await using var world = await LoopWorld.StartAsync();

        var ids = await SendAsync(world, faults);
        await world.Firehose.FlushAsync();
        await OrderRunFaultsAsync(world, faults);
        var hour = world.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH':00:00Z'");
        await world.EndHourAsync();
        if (faults.HasFlag(LoopFaults.Silo))
        {
            await KillWhileItsClusterWorksAsync(world, clusters: faults.HasFlag(LoopFaults.Clusters) ? 2 : 1);
        }

        JsonNode? run = null;
        await world.WaitForAsync(
            async () => (run = await world.FindRunAsync(run => Text(run, "state") == "succeeded")) is not null,
            "done with the hour"
        );
        run = await RunClient.GetAsync(world.Silo.Client, Text(run!, "id"));

        ids.Count.ShouldBe(Events);
        var counts = LakeFiles.MessageCounts(world.Firehose.BucketFolder);
        counts.Keys.ShouldBe(ids, ignoreOrder: true);
        counts.Values.ShouldAllBe(count => count == 1);
        Text(run, "hour").ShouldBe(hour);
        ExpectClusterTold(run, await world.Emr.ReadClustersAsync(), faults);
        (await LookUpAsync(world, "lake")).ShouldContain(Text(run, "id"), Case.Sensitive, "the look-up does not name the run");
        await ExpectSlackToldAsync(world, run, faults);
        if (faults.HasFlag(LoopFaults.Objects))
        {
            world.S3.Refused.ShouldBe(3);
        }
    }

    /// <summary>Sends the events; with the fault Firehose takes nothing until the gateway has refused a batch, and is unreliable then.</summary>
    private static async Task<List<string>> SendAsync(LoopWorld world, LoopFaults faults)
    {
        if (!faults.HasFlag(LoopFaults.Delivery))
        {
            return await world.SendAsync(Events);
        }

        await world.Firehose.FailAlwaysAsync("maas-tracking", new { kind = "Throttle" });
        var sending = world.SendAsync(Events);
        await world.WaitForAsync(() => HasRefusedAsync(world), "refusing");
        await world.Firehose.HealAsync();
        await world.Firehose.FailNextAsync(
            "maas-tracking",
            new { kind = "FailEntries", every = 1 },
            new { kind = "LoseAnswer" },
            new { kind = "Cut" },
            new { kind = "FailEntriesAfterAccepting", every = 1 }
        );
        return await sending;
    }

    private static async Task<bool> HasRefusedAsync(LoopWorld world) =>
        (await world.Silo.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)))
            .Split('\n')
            .Any(line =>
                line.StartsWith("maas_ingestion_requests", StringComparison.Ordinal)
                && line.Contains("status=\"503\"", StringComparison.Ordinal)
            );

    private static async Task OrderRunFaultsAsync(LoopWorld world, LoopFaults faults)
    {
        if (faults.HasFlag(LoopFaults.Objects))
        {
            world.S3.RefuseNext("PUT", "/lake/", 3);
        }

        if (faults.HasFlag(LoopFaults.Clusters))
        {
            await world.Emr.FailAsync(new { kind = "LostAnswer", at = "RunJobFlow" });
            await world.Emr.FailAsync(new { kind = "StepFailure", at = "device_lake" });
            await world.Emr.FailAsync(
                new
                {
                    kind = "Throttle",
                    count = 4,
                    at = "DescribeCluster",
                }
            );
        }

        if (faults.HasFlag(LoopFaults.Chat))
        {
            world.Slack.Answers(500, times: 2);
            world.Slack.Answers(429, retryAfter: "1");
        }
    }

    private static async Task KillWhileItsClusterWorksAsync(LoopWorld world, int clusters)
    {
        await world.WaitForAsync(
            async () =>
                await world.Emr.ReadClustersAsync() is { } all
                && all.Count == clusters
                && all[^1]!["Status"]!["State"]!.GetValue<string>() == "RUNNING",
            "working on a cluster"
        );
        await world.KillSiloAsync();
    }

    private static void ExpectClusterTold(JsonNode run, JsonArray clusters, LoopFaults faults)
    {
        clusters.Count.ShouldBe(faults.HasFlag(LoopFaults.Clusters) ? 2 : 1, "a cluster an attempt");
        clusters.ShouldAllBe(cluster => cluster!["Status"]!["State"]!.GetValue<string>().StartsWith("TERMINATED"));
        var cluster = run["cluster"]!;
        Text(cluster, "id").ShouldBe(clusters[^1]!["Id"]!.GetValue<string>());
        Text(cluster, "logs").ShouldBe($"s3://{FirehoseStandIn.Bucket}/logs/emr/{Text(cluster, "id")}/");
        cluster["costUsd"]!.GetValue<decimal>().ShouldBeGreaterThan(0);
        run["transitions"]!
            .AsArray()
            .Select(transition => Text(transition!, "state"))
            .ShouldBe(["planned", "submitted", "running", "committing", "merging", "succeeded"]);
        run["steps"]!
            .AsArray()
            .Where(step => Text(step!, "name").StartsWith("emr/", StringComparison.Ordinal))
            .Select(step => $"{Text(step!, "name")} {Text(step!, "state")}")
            .ShouldBe(["emr/device_lake succeeded", "emr/tracking_match succeeded"]);
    }

    private static async Task ExpectSlackToldAsync(LoopWorld world, JsonNode run, LoopFaults faults)
    {
        List<string> Texts() => [.. world.Slack.Messages.Select(message => message.GetProperty("text").GetString()!).Distinct()];
        var expected = faults.HasFlag(LoopFaults.Clusters) ? 2 : 1;
        await world.WaitForAsync(() => Task.FromResult(Texts().Count >= expected), "heard by Slack");
        var texts = Texts();
        texts.Count.ShouldBe(expected);
        texts[^1].ShouldContain($"is in the lake: {run["books"]!["read"]!.GetValue<long>():N0} rows");
        if (faults.HasFlag(LoopFaults.Clusters))
        {
            texts[0].ShouldContain(" failed: device_lake: ");
            world.Slack.Messages[0].GetRawText().ShouldContain("--wait");
        }

        world.Silo.Output.ShouldNotContain(Slack.Tests.SlackServer.Secret);
    }

    private static async Task<string> LookUpAsync(LoopWorld world, string view)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/devices/demo/node-device?view={view}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-read-key");
        using var answer = await world.Silo.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
