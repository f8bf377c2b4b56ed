using System.Text.Json.Nodes;
using Maas.Servers;

namespace Maas.Silo.Tests.Processes;

/// <summary>The silo with Firehose behind its delivery port: the stand-in, which writes to a real S3 server.</summary>
public sealed class FirehoseTests
{
    private const int MessageIdColumn = 5;

    [Fact]
    public async Task Events_AcknowledgedWhileFirehoseFails_AreAllInS3()
    {
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var firehose = await FirehoseStandIn.StartAsync(folder.Path);
        var sender = new EventSender(new Random(20261126), devices: 30);
        await using (var silo = await SiloProcess.StartAsync(data.Path, Settings(firehose)))
        {
            using var stop = new CancellationTokenSource();
            var sending = sender.SendAsync(silo.Client, parallel: 4, stop.Token);
            await WaitForAsync(() => sender.Acknowledged.Count > 400);
            await firehose.FailNextAsync(
                "maas-tracking",
                new { kind = "Throttle" },
                new { kind = "FailEntries", every = 1 },
                new { kind = "Cut" },
                new { kind = "LoseAnswer" },
                new { kind = "Error" },
                new { kind = "FailEntriesAfterAccepting", every = 1 }
            );
            var before = sender.Acknowledged.Count;
            await WaitForAsync(() => sender.Acknowledged.Count > before + 2000);
            await stop.CancelAsync();
            await sending;
            (await silo.InterruptAsync()).ShouldBe(0, silo.Output);
        }

        (await firehose.InterruptAsync()).ShouldBe(0);
        var delivered = firehose.ReadLines("raw/tracking").Select(MessageId).ToHashSet(StringComparer.Ordinal);
        sender.Acknowledged.Keys.Except(delivered).ShouldBeEmpty("acknowledged events are missing in S3");
        firehose.ReadLines("raw/devices").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Run_OfTheOpenHour_BringsEveryAcknowledgedEventIntoTheLakeOnce()
    {
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var firehose = await FirehoseStandIn.StartAsync(folder.Path);
        await firehose.DeliverAsync(TimeSpan.Zero, copies: 2);
        var sender = new EventSender(new Random(20261127), devices: 30);
        await using var silo = await SiloProcess.StartAsync(data.Path, Settings(firehose));
        await firehose.FailNextAsync("maas-tracking", new { kind = "None" }, new { kind = "LoseAnswer" });
        await sender.SendBatchesAsync(silo.Client, 20);
        await firehose.FlushAsync();
        await sender.SendBatchesAsync(silo.Client, 1);

        // The last batch is acknowledged but still buffered, as Firehose does it: the run of the open hour is short of it, and says so.
        var open = await RunClient.RunRecentAsync(silo);
        await firehose.FlushAsync();
        var complete = await RunClient.RunRecentAsync(silo);

        Sum(open, "delivered").ShouldBe(sender.Acknowledged.Count);
        Sum(open, "delivered").ShouldBeGreaterThan(Sum(open, "matched"));
        Sum(complete, "delivered").ShouldBe(sender.Acknowledged.Count);
        Sum(complete, "surplus").ShouldBeGreaterThan(0);
        var counts = LakeFiles.MessageCounts(firehose.BucketFolder);
        counts.Keys.ShouldBe(sender.Acknowledged.Keys, ignoreOrder: true);
        counts.Values.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task Start_StreamBuffersLongerThanConfigured_IsNotReadyAndSaysWhatToSet()
    {
        Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var firehose = await FirehoseStandIn.StartAsync(folder.Path, bufferInterval: TimeSpan.FromSeconds(120));
        var settings = Settings(firehose);
        settings["Maas__Delivery__Firehose__BufferSeconds"] = "60";

        await using var silo = SiloProcess.Launch(data.Path, settings);

        await silo.WaitForAsync(
            async () =>
            {
                try
                {
                    return (await ReadReadinessAsync(silo)).Contains("to 120 at least", StringComparison.Ordinal);
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            Patience.Limit,
            "telling the misfit"
        );
    }

    private static async Task<string> ReadReadinessAsync(SiloProcess silo)
    {
        using var answer = await silo.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    private static long Sum(IReadOnlyList<JsonNode> runs, string books) => runs.Sum(run => run["books"]![books]!.GetValue<long>());

    private static Dictionary<string, string> Settings(FirehoseStandIn firehose) =>
        new(StringComparer.Ordinal)
        {
            ["Maas__Delivery__Kind"] = "Firehose",
            ["Maas__Objects__Kind"] = "S3",
            ["Maas__Objects__S3__Bucket"] = FirehoseStandIn.Bucket,
            ["Maas__Objects__S3__ForcePathStyle"] = "true",
            ["AWS_ENDPOINT_URL_FIREHOSE"] = firehose.Address.ToString(),
            ["AWS_ENDPOINT_URL_S3"] = firehose.S3Address.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
        };

    /// <summary>The columns before the message id are times, which are never quoted.</summary>
    private static string MessageId(string row) => row.Split(',')[MessageIdColumn];

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
