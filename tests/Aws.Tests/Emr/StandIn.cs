using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Maas.Aws.Emr;
using Maas.Aws.Json;
using Maas.Aws.Prices;
using Maas.EmrStandIn;
using Maas.EmrStandIn.Control;
using Maas.Servers;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Maas.Tracking.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Tests.Emr;

/// <summary>The EMR stand-in in this process, on a port of its own, and the product's adapter that talks to it.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    public static readonly RunOrder Order = new(
        "20261122T110512-00042",
        HourWindow.Of(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)),
        3,
        false,
        false
    );

    private readonly WebApplication _app;
    private readonly EmrClient _client;

    private StandIn(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
        _client = Client(Address);
        Clusters = Adapter(_client);
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public EmrClusters Clusters { get; }

    public FaultPlan Faults => _app.Services.GetRequiredService<FaultPlan>();

    public static async Task<StandIn> StartAsync(params string[] arguments)
    {
        var app = EmrStandInApp.Create([
            "--urls",
            $"http://127.0.0.1:{FreePorts.Next()}",
            "--Logging:LogLevel:Default",
            "Warning",
            "--StateTime",
            "00:00:00",
            .. arguments.Length == 0 ? ["--PretendSteps", "true"] : arguments,
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    /// <summary>A client with keys.</summary>
    public static EmrClient Client(Uri address) =>
        new(
            new JsonServiceConfig(EmrClient.Service)
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = AwsServers.Region,
                DefaultAWSCredentials = new BasicAWSCredentials(AwsServers.AccessKey, AwsServers.SecretKey),
            }
        );

    /// <summary>The product's adapter over a client.</summary>
    public static EmrClusters Adapter(EmrClient client) =>
        new(client, Options.Create(new EmrClusterOptions()), PriceTable.BuiltIn(), TimeProvider.System, NullLogger<EmrClusters>.Instance);

    public static ClusterRequest Request(RunOrder? order = null) =>
        new(
            ClusterName.Format("here", order ?? Order),
            order ?? Order,
            "here",
            "s3://bucket/logs/emr/",
            [
                new("device_lake", ["spark-sql", "-f", "s3://bucket/one.sql"]),
                new("tracking_match", ["spark-sql", "-f", "s3://bucket/two.sql"]),
            ]
        );

    /// <summary>The clusters as the control shows them.</summary>
    public async Task<JsonArray> RevealAsync() =>
        (await Http.GetFromJsonAsync<JsonArray>(new Uri("control/clusters", UriKind.Relative), TestContext.Current.CancellationToken))!;

    /// <summary>Waits until the cluster has ended.</summary>
    public async Task<ClusterStatus> EndedAsync(string id)
    {
        while (true)
        {
            var cluster = await Clusters.DescribeAsync(id, TestContext.Current.CancellationToken);
            if (cluster is { Phase: ClusterPhase.Ended })
            {
                return cluster;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
