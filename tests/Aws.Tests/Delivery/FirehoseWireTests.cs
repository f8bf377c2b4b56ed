using Amazon.Runtime;
using Maas.Aws.Firehose;
using Maas.Aws.Json;
using Maas.Servers;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Tests.Delivery;

/// <summary>Delivery over the real wire, to the stand-in and on to S3, with everything that can go wrong in between.</summary>
public sealed class FirehoseWireTests(FirehoseWireTests.Servers servers) : IClassFixture<FirehoseWireTests.Servers>
{
    [Theory]
    [InlineData("Throttle")]
    [InlineData("Error")]
    [InlineData("ErrorAfterAccepting")]
    [InlineData("FailEntries")]
    [InlineData("FailEntriesAfterAccepting")]
    [InlineData("Cut")]
    [InlineData("LoseAnswer")]
    [InlineData("Hang")]
    public async Task Append_FirstCallFails_IsSentAgainAndInS3(string kind)
    {
        await using var host = await servers.StartAsync();
        var firehose = servers.Firehose;
        await firehose.FailNextAsync("maas-tracking", new { kind, every = 1 });
        var row = Guid.NewGuid().ToString();

        var outcome = await host.AppendAsync(FirehoseHost.Append(TimeProvider.System.GetUtcNow(), [row]));

        outcome.ShouldBe(DeliveryOutcome.Durable);
        await firehose.FlushAsync();
        firehose.ReadLines("raw/tracking").ShouldContain(row);
    }

    [Fact]
    public async Task Append_EveryCallIsThrottled_IsRefusedWithinItsTime()
    {
        await using var host = await servers.StartAsync();
        await servers.Firehose.FailAlwaysAsync("maas-tracking", new { kind = "Throttle" });

        var outcome = await host.AppendAsync(FirehoseHost.Append(TimeProvider.System.GetUtcNow(), ["throttled"]));

        await servers.Firehose.HealAsync();
        outcome.ShouldBe(DeliveryOutcome.Refused);
        host.Delivery.Health.Reason.ShouldContain("ServiceUnavailableException: Slow down");
    }

    [Fact]
    public async Task Append_NobodyListens_IsRefusedWithinItsTime()
    {
        using var folder = new TemporaryFolder();
        using var client = Client(new Uri($"http://127.0.0.1:{FreePorts.Next()}"));
        await using var host = await FirehoseHost.StartAsync(folder.Path, client, TimeProvider.System, ("RetryTime", "00:00:00.5"));

        var outcome = await host.AppendAsync(FirehoseHost.Append(TimeProvider.System.GetUtcNow(), ["a"]));

        outcome.ShouldBe(DeliveryOutcome.Refused);
    }

    [Fact]
    public async Task Append_PoisonRow_IsInTheRejectedStreamAndTheOthersInTheirs()
    {
        await using var host = await servers.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        (await host.AppendAsync(FirehoseHost.Append(now, ["first"]))).ShouldBe(DeliveryOutcome.Durable);
        await servers.Firehose.FailAlwaysAsync("maas-tracking", new { kind = "Invalid", poison = "arsenic" });

        var outcome = await host.AppendAsync(FirehoseHost.Append(now, ["before", "arsenic", "after"]));

        await servers.Firehose.HealAsync();
        await servers.Firehose.FlushAsync();
        outcome.ShouldBe(DeliveryOutcome.Durable);
        var delivered = servers.Firehose.ReadLines("raw/tracking");
        delivered.ShouldContain("before");
        delivered.ShouldContain("after");
        delivered.ShouldNotContain("arsenic");
        servers.Firehose.ReadLines("rejected").ShouldContain(row => row.EndsWith(",arsenic"));
    }

    [Fact]
    public async Task Flush_DeliversUnderTheHourOfTheOldestRecord()
    {
        await using var host = await servers.StartAsync();
        await host.AppendAsync(FirehoseHost.Append(TimeProvider.System.GetUtcNow(), devices: ["d"]));
        await servers.Firehose.FlushAsync();

        var key = servers.Firehose.Keys("raw/devices")[^1];
        var time = Maas.Aws.Delivery.FirehoseKey.ReadTime(key).ShouldNotBeNull();
        key.ShouldStartWith($"raw/devices/{Maas.Tracking.Time.HourWindow.Of(time).Folder}/maas-devices-1-");
    }

    private static FirehoseClient Client(Uri address) =>
        new(
            new JsonServiceConfig(FirehoseClient.Service)
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = AwsServers.Region,
                DefaultAWSCredentials = new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey),
            }
        );

    public sealed class Servers : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private readonly List<TemporaryFolder> _hosts = [];
        private FirehoseClient? _client;
        private FirehoseStandIn? _firehose;

        public FirehoseStandIn Firehose => _firehose!;

        public async ValueTask InitializeAsync()
        {
            if (OutsideProgram.S3Server.Missing is null)
            {
                _firehose = await FirehoseStandIn.StartAsync(_folder.Path);
                _client = Client(_firehose.Address);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _client?.Dispose();
            if (_firehose is not null)
            {
                await _firehose.DisposeAsync();
            }

            _hosts.ForEach(folder => folder.Dispose());
            _folder.Dispose();
        }

        internal async Task<FirehoseHost> StartAsync()
        {
            Assert.SkipWhen(OutsideProgram.S3Server.Missing is not null, $"{OutsideProgram.S3Server.Missing}");
            var folder = new TemporaryFolder();
            _hosts.Add(folder);
            return await FirehoseHost.StartAsync(
                folder.Path,
                _client!,
                TimeProvider.System,
                ("CallTimeout", "00:00:02"),
                ("RetryTime", "00:00:08")
            );
        }
    }
}
