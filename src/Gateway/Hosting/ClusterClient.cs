using System.Net;
using Maas.Aws.DynamoDb;
using Maas.Contracts.Cluster;
using Maas.Gateway.Health;
using Maas.Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using ClusterOptions = Maas.Contracts.Cluster.ClusterOptions;

namespace Maas.Gateway.Hosting;

internal static class ClusterClient
{
    /// <summary>How soon a silo that has come, or has come back, is found.</summary>
    private static readonly TimeSpan SilosRefresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The gateway as a client of the cluster that <c>Maas:Cluster</c> names. It serves before the cluster answers: not ready, and whatever
    /// needs a grain is told to come back.
    /// </summary>
    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterOptions>, ClusterClientOptionsValidator>());
        builder.Services.AddHealth().AddReadiness<ClusterReadiness>("cluster");
        builder.Services.AddExceptionHandler<NotConnectedHandler>();
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ServicesStartConcurrently = true;
            host.ShutdownTimeout = TimeSpan.FromSeconds(60);
        });
        builder.UseOrleansClient(client =>
        {
            switch (builder.Configuration.ReadKind<ClusterKind>(ClusterOptions.Section))
            {
                case ClusterKind.Localhost:
                    client.UseStaticClustering(gateways => gateways.Configure<IOptions<ClusterOptions>>(Find));
                    break;
                case ClusterKind.DynamoDb:
                    client.AddDynamoDbGateways(builder.Configuration);
                    break;
            }

            client.Services.AddOptions<Orleans.Configuration.ClusterOptions>().Configure<IOptions<ClusterOptions>>(Identify);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = SilosRefresh);
            client.UseConnectionRetryFilter<PatientConnection>();
            client.AddClusterTls(builder.Configuration);
            client.AddTracing(builder.Configuration);
        });
        return builder;
    }

    private static void Identify(Orleans.Configuration.ClusterOptions orleans, IOptions<ClusterOptions> cluster) =>
        (orleans.ClusterId, orleans.ServiceId) = (cluster.Value.ClusterId, cluster.Value.ServiceId);

    private static void Find(StaticGatewayListProviderOptions gateways, IOptions<ClusterOptions> options)
    {
        var address = options.Value.AdvertisedAddress is { Length: > 0 } text ? IPAddress.Parse(text) : IPAddress.Loopback;
        gateways.Gateways = [new IPEndPoint(address, options.Value.GatewayPort).ToGatewayUri()];
    }
}
