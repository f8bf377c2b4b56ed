using System.Net;
using System.Net.Sockets;
using Maas.Aws.DynamoDb;
using Maas.Contracts.Cluster;
using Maas.Gateway.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using ClusterOptions = Maas.Contracts.Cluster.ClusterOptions;

namespace Maas.Silo.Hosting;

internal static class ClusterSetup
{
    /// <summary>Membership, and the addresses that the silo listens on for its cluster, as <c>Maas:Cluster</c> says.</summary>
    public static ISiloBuilder AddCluster(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>());
        switch (configuration.ReadKind<ClusterKind>(ClusterOptions.Section))
        {
            case ClusterKind.Localhost:
                silo.AddLocalhostMembership();
                break;
            case ClusterKind.DynamoDb:
                silo.AddDynamoDbMembership(configuration);
                break;
        }

        silo.Services.AddOptions<Orleans.Configuration.ClusterOptions>().Configure<IOptions<ClusterOptions>>(Identify);
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterOptions>>(Listen);
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusterOptions>>(Watch);
        return silo.AddClusterTls(configuration);
    }

    /// <summary>The silo is its own primary, wherever it listens.</summary>
    private static void AddLocalhostMembership(this ISiloBuilder silo)
    {
        silo.UseLocalhostClustering();
        silo.Services.AddOptions<DevelopmentClusterMembershipOptions>()
            .Configure<IOptions<EndpointOptions>>(
                (membership, endpoints) =>
                    membership.PrimarySiloEndpoint = new IPEndPoint(endpoints.Value.AdvertisedIPAddress, endpoints.Value.SiloPort)
            );
    }

    private static void Identify(Orleans.Configuration.ClusterOptions orleans, IOptions<ClusterOptions> cluster) =>
        (orleans.ClusterId, orleans.ServiceId) = (cluster.Value.ClusterId, cluster.Value.ServiceId);

    private static void Listen(EndpointOptions endpoints, IOptions<ClusterOptions> options)
    {
        var cluster = options.Value;
        var (addresses, errors) = ClusterAddresses.Resolve(cluster, ClusterAddresses.OfThisMachine());
        if (addresses is null)
        {
            throw new OptionsValidationException(ClusterOptions.Section, typeof(ClusterOptions), errors);
        }

        endpoints.AdvertisedIPAddress = addresses.Advertised;
        endpoints.SiloPort = cluster.SiloPort == 0 ? FreePort(addresses.Listening) : cluster.SiloPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(addresses.Listening, endpoints.SiloPort);
        endpoints.GatewayPort = cluster.GatewayPort;
        endpoints.GatewayListeningEndpoint = cluster.GatewayPort == 0 ? null! : new IPEndPoint(addresses.Listening, cluster.GatewayPort);
    }

    private static void Watch(ClusterMembershipOptions membership, IOptions<ClusterOptions> options)
    {
        var cluster = options.Value;
        membership.ProbeTimeout = cluster.ProbeTimeout;
        membership.NumMissedProbesLimit = cluster.ProbesMissedMax;
        membership.TableRefreshTimeout = cluster.RefreshPeriod;
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
