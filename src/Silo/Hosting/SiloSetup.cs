using System.Net;
using System.Net.Sockets;
using Maas.Contracts.Cluster;
using Maas.Gateway.Hosting;
using Maas.Grains.Devices;
using Maas.Grains.Runs;
using Maas.Local.Storage;
using Orleans.Configuration;
using ClusterOptions = Maas.Contracts.Cluster.ClusterOptions;

namespace Maas.Silo.Hosting;

internal static class SiloSetup
{
    /// <summary>The Orleans silo with its grains; state, reminders and membership as the configuration says.</summary>
    public static WebApplicationBuilder AddSilo(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.UseOrleans(silo =>
        {
            AddCluster(silo, builder.Configuration);
            silo.AddSqliteGrainStorageAsDefault();
            // Reminders in memory are enough for one process: the coordinator registers its own again at every start.
            silo.UseInMemoryReminderService();
            silo.AddDeviceRegistry(builder.Configuration);
            silo.AddHourlyRuns(builder.Configuration);
        });
        return builder;
    }

    private static void AddCluster(ISiloBuilder silo, ConfigurationManager configuration)
    {
        var kind = configuration.ReadKind<ClusterKind>(ClusterOptions.Section);
        var cluster = configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        switch (kind)
        {
            case ClusterKind.Localhost:
                AddLocalhostCluster(silo, cluster);
                break;
        }
    }

    private static void AddLocalhostCluster(ISiloBuilder silo, ClusterOptions cluster)
    {
        var siloPort = cluster.SiloPort == 0 ? FreeLoopbackPort() : cluster.SiloPort;
        silo.UseLocalhostClustering(siloPort, cluster.GatewayPort);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
            endpoints.GatewayPort = cluster.GatewayPort;
        });
    }

    private static int FreeLoopbackPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
