using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Maas.Aws.DynamoDb;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Maas.Bench.MembershipStart;

/// <summary>Silos of one cluster in this process, with sockets of their own and DynamoDB between them, all started at one moment.</summary>
internal sealed class SiloFleet : IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;
    private static int _lastPort = FirstPort + (Environment.ProcessId % 8_000);

    private readonly List<IHost> _hosts;

    private SiloFleet(List<IHost> hosts, TimeSpan elapsed) => (_hosts, Elapsed) = (hosts, elapsed);

    /// <summary>From the start of all to the moment at which every silo knows every other as active.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The membership table as the first silo reads it.</summary>
    public IMembershipTable Table => _hosts[0].Services.GetRequiredService<IMembershipTable>();

    /// <summary>Starts silos and waits until each knows the others.</summary>
    /// <exception cref="TimeoutException">A silo did not start, or their views are not one; the message has every view.</exception>
    public static async Task<SiloFleet> StartAsync(string endpoint, string clusterId, int count, TimeSpan limit)
    {
        var hosts = Enumerable.Range(0, count).Select(_ => Build(endpoint, clusterId)).ToList();
        var started = Stopwatch.GetTimestamp();
        try
        {
            await Task.WhenAll(hosts.Select(host => host.StartAsync())).WaitAsync(limit);
            while (Views(hosts) is var views && !views.TrueForAll(view => view.Length == count && view.SequenceEqual(views[0])))
            {
                if (Stopwatch.GetElapsedTime(started) > limit)
                {
                    throw new TimeoutException(
                        "The silos' views differ: " + string.Join(" | ", views.Select(view => string.Join(' ', view)))
                    );
                }

                await Task.Delay(5);
            }

            return new SiloFleet(hosts, Stopwatch.GetElapsedTime(started));
        }
        catch
        {
            await StopAsync(hosts);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(_hosts);

    private static IHost Build(string endpoint, string clusterId)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseDynamoDBClustering((DynamoDBClusteringOptions options) => options.Service = endpoint);
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, clusterId));
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.AdvertisedIPAddress = IPAddress.Loopback;
                (endpoints.SiloPort, endpoints.GatewayPort) = (NextPort(), NextPort());
            });
        });
        return builder.Build();
    }

    private static List<string[]> Views(List<IHost> hosts) =>
        hosts.ConvertAll(host =>
            host.Services.GetRequiredService<ISiloStatusOracle>()
                .GetApproximateSiloStatuses(onlyActive: true)
                .Keys.Select(silo => silo.ToParsableString())
                .Order(StringComparer.Ordinal)
                .ToArray()
        );

    private static async Task StopAsync(List<IHost> hosts)
    {
        // Nothing is left in them to be handed over.
        var now = new CancellationToken(canceled: true);
        await Task.WhenAll(
            hosts.Select(async host =>
            {
                try
                {
                    await host.StopAsync(now);
                }
                catch (OperationCanceledException)
                {
                    // As it was told to.
                }

                await ((IAsyncDisposable)host).DisposeAsync();
            })
        );
    }

    /// <summary>A free port below those that the system gives to outgoing connections.</summary>
    private static int NextPort()
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref _lastPort) % (LastPort - FirstPort));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one then.
            }
        }
    }
}
