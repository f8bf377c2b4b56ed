using System.Net;
using Maas.Aws.DynamoDb;
using Maas.Contracts.Runs;
using Maas.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>The cluster as its silos see it: a client of Orleans that asks who is a member and where a grain lives.</summary>
internal sealed class ClusterView : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterView(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IBatchCoordinatorGrain Coordinator => Grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);

    private IManagementGrain Management => Grains.GetGrain<IManagementGrain>(0);

    public static async Task<ClusterView> ConnectAsync(Uri dynamo)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseDynamoDBClustering(
                (DynamoDBGatewayOptions options) =>
                    (options.Service, options.AccessKey, options.SecretKey) = (
                        dynamo.ToString(),
                        AwsServers.AccessKey,
                        AwsServers.SecretKey
                    )
            );
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("maas", "maas"));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = Patience.Limit);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterView(host);
    }

    /// <summary>The silo ports of the active members.</summary>
    public async Task<IReadOnlyCollection<int>> ActivePortsAsync() =>
        [.. (await Management.GetHosts(onlyActive: true)).Keys.Select(silo => silo.Endpoint.Port)];

    /// <summary>
    /// The silo port of the coordinator's silo; null while there is none, or, after a death, more than one. The silos themselves are asked
    /// what they run: the directory is asked through a cache that goes on naming a silo which the coordinator has left.
    /// </summary>
    public async Task<int?> CoordinatorPortAsync()
    {
        // A call brings it up where it is not yet.
        await Coordinator.ListRuns(1);
        var id = Coordinator.GetGrainId();
        var silos = (await Management.GetDetailedGrainStatistics())
            .Where(grain => grain.GrainId == id)
            .Select(grain => grain.SiloAddress)
            .ToList();
        return silos is [var only] ? only.Endpoint.Port : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
