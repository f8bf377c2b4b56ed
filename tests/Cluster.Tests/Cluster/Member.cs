using System.Diagnostics;
using System.Net;
using Maas.Servers;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>A silo or a gateway: the built program as a process that is killed, frozen, stopped and started again.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly Link[] _links;

    private Member(string name, ServerProcess process, Link[] links)
    {
        (Name, _process, _links) = (name, process, links);
        Client = new HttpClient { BaseAddress = process.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public string Name { get; }

    public HttpClient Client { get; }

    /// <summary>Where other silos connect; 0 for a gateway.</summary>
    public int SiloPort { get; private init; }

    /// <summary>Its way to DynamoDB; null for a gateway.</summary>
    public Link? Table { get; private init; }

    /// <summary>Its way to S3; null for a gateway.</summary>
    public Link? Objects { get; private init; }

    public int ProcessId => _process.ProcessId;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    /// <param name="name">Its name in what tests tell.</param>
    /// <param name="dataPath">Its data folder.</param>
    /// <param name="firehose">Firehose, and S3 behind it.</param>
    /// <param name="tablePort">DynamoDB's port.</param>
    /// <param name="overrides">Settings in place of the short times that tests want.</param>
    /// <param name="clock">What time it is; the real one by default.</param>
    public static async Task<Member> StartSiloAsync(
        string name,
        string dataPath,
        FirehoseStandIn firehose,
        int tablePort,
        IReadOnlyDictionary<string, string>? overrides = null,
        SteeredClock? clock = null
    )
    {
        var (table, objects) = (new Link(tablePort), new Link(firehose.S3Address.Port));
        var (siloPort, gatewayPort) = (FreePorts.Next(), FreePorts.Next());
        var settings = Settings(table.Address, clock);
        settings["AWS_ENDPOINT_URL_S3"] = objects.Address.ToString();
        settings["AWS_ENDPOINT_URL_FIREHOSE"] = firehose.Address.ToString();
        settings["Maas__Data__Path"] = dataPath;
        settings["Maas__Gateway__Enabled"] = "false";
        settings["Maas__Storage__Kind"] = "DynamoDb";
        settings["Maas__Delivery__Kind"] = "Firehose";
        settings["Maas__Objects__Kind"] = "S3";
        settings["Maas__Objects__S3__Bucket"] = FirehoseStandIn.Bucket;
        settings["Maas__Objects__S3__ForcePathStyle"] = "true";
        settings["Maas__Cluster__SiloPort"] = $"{siloPort}";
        settings["Maas__Cluster__GatewayPort"] = $"{gatewayPort}";
        settings["Maas__Cluster__ProbeTimeout"] = "00:00:01";
        settings["Maas__Cluster__RefreshPeriod"] = "00:00:05";
        settings["Maas__Delivery__Firehose__BooksInterval"] = "00:00:01";
        settings["Maas__Devices__FlushInterval"] = "00:00:02";
        settings["Maas__Batch__DuckDb__MemoryMiB"] = "512";
        foreach (var (key, value) in overrides ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            settings[key] = value;
        }

        return new Member(name, await LaunchAsync("src/Silo", settings), [table, objects])
        {
            SiloPort = siloPort,
            Table = table,
            Objects = objects,
        };
    }

    public static async Task<Member> StartGatewayAsync(string name, int tablePort, SteeredClock? clock = null)
    {
        var settings = Settings(new Uri($"http://127.0.0.1:{tablePort}"), clock);
        settings["Maas__Gateway__RetryAfter"] = "00:00:01";
        settings["Maas__Gateway__AppendTimeout"] = "00:00:06";
        return new Member(name, await LaunchAsync("src/Gateway", settings), []);
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM, as a service manager's stop; returns the exit code.</summary>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public Task WaitForExitAsync(TimeSpan limit) => _process.WaitForExitAsync().WaitAsync(limit);

    public async Task StartAgainAsync()
    {
        await _process.StartAgainAsync();
        await WaitUntilReadyAsync();
    }

    public async Task WaitUntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (HasExited || Stopwatch.GetElapsedTime(started) > Patience.Limit)
            {
                throw new TimeoutException($"{Name} does not become ready. It printed:\n{Output}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The sum of a metric's series whose labels hold the text, as the process tells it at <c>/metrics</c>.</summary>
    public async Task<long> ReadMetricAsync(string name, string label)
    {
        var page = await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return (long)
            page.Split('\n')
                .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.IndexOf("} ", StringComparison.Ordinal) + 2)..].Split(' ')[0]));
    }

    public void HealLinks()
    {
        foreach (var link in _links)
        {
            link.Heal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }

        Client.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task<ServerProcess> LaunchAsync(string program, Dictionary<string, string> settings) =>
        ServerProcess.StartAsync(port =>
        {
            var start = BuiltProgram.Start(program, []);
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
            start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
            foreach (var (key, value) in settings)
            {
                start.Environment[key] = value;
            }

            return start;
        });

    private static Dictionary<string, string> Settings(Uri table, SteeredClock? clock) =>
        new(clock?.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = table.ToString(),
            ["AWS_REGION"] = AwsServers.Region,
            ["AWS_ACCESS_KEY_ID"] = AwsServers.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AwsServers.SecretKey,
            ["Maas__Cluster__Kind"] = "DynamoDb",
            ["Maas__Cluster__AdvertisedAddress"] = "127.0.0.1",
        };
}
