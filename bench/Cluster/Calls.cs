using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Maas.Cluster.Bench;

/// <summary>
/// One grain call with a payload, to a grain of the same silo and to one of another over loopback. Both silos are in this process, so that its
/// CPU time is what both ends of a call cost.
/// </summary>
internal static class Calls
{
    private const int Callers = 64;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        using var first = Build(siloPort: 21_111, gatewayPort: 0, primary: null);
        await first.StartAsync();
        using var second = Build(siloPort: 21_112, gatewayPort: 0, primary: new IPEndPoint(IPAddress.Loopback, 21_111));
        await second.StartAsync();
        var grains = first.Services.GetRequiredService<IGrainFactory>();
        var (near, far) = (grains.GetGrain<IEchoGrain>("near"), grains.GetGrain<IEchoGrain>("far"));
        // A grain lives where it is called from first.
        await near.Take(new Payload([]));
        await second.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("far").Take(new Payload([]));

        Console.WriteLine("| payload | grain | calls/s | CPU-µs a call, both ends | one after another |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var bytes in (int[])[100, 7_000])
        {
            var payload = new Payload(new byte[bytes]);
            foreach (var (name, grain) in new[] { ("of the same silo", near), ("of another silo", far) })
            {
                await MeasureAsync(grain, payload, Callers, TimeSpan.FromSeconds(1));
                var (rate, cpu) = await MeasureAsync(grain, payload, Callers, Length);
                var (alone, _) = await MeasureAsync(grain, payload, callers: 1, TimeSpan.FromSeconds(2));
                Console.WriteLine($"| {bytes:N0} bytes | {name} | {rate:N0} | {cpu:0.0} | {1_000_000 / alone:0} µs |");
            }
        }

        await second.StopAsync();
        await first.StopAsync();
    }

    private static async Task<(double Rate, double CpuMicros)> MeasureAsync(IEchoGrain grain, Payload payload, int callers, TimeSpan length)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(grain, payload, started, length)))
        );
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        return (counts.Sum() / elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalMicroseconds / counts.Sum());
    }

    private static async Task<long> CallAsync(IEchoGrain grain, Payload payload, long started, TimeSpan length)
    {
        var calls = 0L;
        for (; Stopwatch.GetElapsedTime(started) < length; calls++)
        {
            await grain.Take(payload);
        }

        return calls;
    }

    private static IHost Build(int siloPort, int gatewayPort, IPEndPoint? primary)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, primary);
            silo.Configure<ClusterMembershipOptions>(membership => membership.NumVotesForDeathDeclaration = 1);
        });
        return builder.Build();
    }
}
