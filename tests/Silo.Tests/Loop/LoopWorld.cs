using System.Diagnostics;
using System.Text.Json.Nodes;
using Maas.Servers;
using Maas.Silo.Tests.Processes;
using Maas.Slack.Tests;

namespace Maas.Silo.Tests.Loop;

/// <summary>
/// Everything around the silo: Firehose, S3, EMR with a real Spark, Slack, each a server of its own, and one clock for all that is ours. The
/// silo can be stopped and started again.
/// </summary>
internal sealed class LoopWorld : IAsyncDisposable
{
    /// <summary>How long Firehose keeps rows, as both it and the silo are told.</summary>
    private static readonly TimeSpan Buffer = TimeSpan.FromSeconds(1);

    /// <summary>What delivery takes after an hour's end until its files can be complete, and a minute.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(6);

    private readonly TemporaryFolder _served;
    private readonly TemporaryFolder _data = new();
    private SiloProcess? _silo;

    private LoopWorld(
        FirehoseStandIn firehose,
        EmrStandIn emr,
        RefusingS3 s3,
        SlackServer slack,
        SteeredClock clock,
        TemporaryFolder served
    )
    {
        (Firehose, Emr, S3, Slack, Clock, _served) = (firehose, emr, s3, slack, clock, served);
    }

    public FirehoseStandIn Firehose { get; }

    public EmrStandIn Emr { get; }

    public RefusingS3 S3 { get; }

    public SlackServer Slack { get; }

    public SteeredClock Clock { get; }

    /// <summary>The silo as it runs now.</summary>
    public SiloProcess Silo => _silo ?? throw new InvalidOperationException("The silo is down.");

    public static async Task<LoopWorld> StartAsync()
    {
        var served = new TemporaryFolder();
        var clock = new SteeredClock();
        var firehose = await FirehoseStandIn.StartAsync(served.Path, bufferInterval: Buffer, settings: clock.Settings);
        var emr = await EmrStandIn.StartAsync(served.Path, clock.Settings);
        var s3 = await RefusingS3.StartAsync(firehose.S3Address);
        var world = new LoopWorld(firehose, emr, s3, await SlackServer.StartAsync(), clock, served);
        await world.StartSiloAsync();
        return world;
    }

    public async Task StartSiloAsync() => _silo = await SiloProcess.StartAsync(_data.Path, Settings());

    /// <summary>Ends the present hour and the grace after it. The silo is down meanwhile: the next one looks at once what is due.</summary>
    public async Task EndHourAsync()
    {
        (await Silo.InterruptAsync()).ShouldBe(0, Silo.Output);
        await DropSiloAsync();
        Clock.AdvanceTo(Clock.Now.AddMinutes(60 - Clock.Now.Minute) + Grace);
        await StartSiloAsync();
    }

    public async Task KillSiloAsync()
    {
        await Silo.KillAsync();
        await DropSiloAsync();
        await StartSiloAsync();
    }

    /// <summary>Sends events with Segment's published SDK; the result is the ids that it was told were delivered.</summary>
    public async Task<List<string>> SendAsync(int count)
    {
        var start = new ProcessStartInfo("node", ["segment.mjs", Silo.Address.ToString().TrimEnd('/'), "demo-write-key", $"{count}"])
        {
            WorkingDirectory = SdkFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public static string SdkFolder { get; } = Path.Combine(Repository.Root, "tests", "Silo.Tests", "Clients");

    /// <summary>Waits for something of the silo as it is, through restarts too.</summary>
    public Task WaitForAsync(Func<Task<bool>> condition, string what) => Silo.WaitForAsync(condition, TimeSpan.FromMinutes(10), what);

    public async Task<JsonNode?> FindRunAsync(Func<JsonNode, bool> wanted) =>
        (await RunClient.ListAsync(Silo.Client)).FirstOrDefault(wanted!);

    public async ValueTask DisposeAsync()
    {
        await DropSiloAsync();
        await Slack.DisposeAsync();
        await S3.DisposeAsync();
        await Emr.DisposeAsync();
        await Firehose.DisposeAsync();
        Clock.Dispose();
        _data.Dispose();
        _served.Dispose();
    }

    private async Task DropSiloAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _silo = null;
    }

    private Dictionary<string, string> Settings() =>
        new(Clock.Settings, StringComparer.Ordinal)
        {
            ["Maas__Delivery__Kind"] = "Firehose",
            ["Maas__Delivery__Firehose__BufferSeconds"] = $"{Buffer.TotalSeconds}",
            ["Maas__Delivery__Firehose__RetryTime"] = "00:00:01",
            ["Maas__Delivery__Firehose__CallTimeout"] = "00:00:01",
            ["Maas__Gateway__RetryAfter"] = "00:00:01",
            ["Maas__Objects__Kind"] = "S3",
            ["Maas__Objects__S3__Bucket"] = FirehoseStandIn.Bucket,
            ["Maas__Objects__S3__ForcePathStyle"] = "true",
            ["Maas__Batch__Engine"] = "Emr",
            ["Maas__Batch__Emr__PollPeriod"] = "00:00:00.500",
            ["Maas__Batch__Emr__LostAnswerTime"] = "00:00:02",
            ["Maas__Runs__RetryDelay"] = "00:00:01",
            ["Maas__Slack__WebhookUrl"] = Slack.Webhook,
            ["Maas__Slack__ServiceUrl"] = "https://maas.example.com",
            ["Maas__Slack__RetryPause"] = "00:00:00.100",
            ["AWS_ENDPOINT_URL_FIREHOSE"] = Firehose.Address.ToString(),
            ["AWS_ENDPOINT_URL_S3"] = S3.Address.ToString(),
            ["AWS_ENDPOINT_URL_EMR"] = Emr.Address.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
        };
}
