using System.Diagnostics;
using Maas.Cluster.Tests.Cluster;
using Maas.Ingest;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Cluster.Bench;

/// <summary>
/// Durable events a second of 1, 2 and 3 silos that each have the same small share of a processor, behind a gateway apart that has what it
/// wants. What is left of the machine is the gateway's, the generator's and the stand-ins'; as long as some of it idles, the silos are the limit.
/// </summary>
internal static class Scaling
{
    private const double Share = 0.3;
    private const int Devices = 3_000;

    /// <summary>An append waits a tenth of a second for company on its way to Firehose, so that few senders would measure the wait.</summary>
    private const int Connections = 768;

    private const int Rounds = 3;
    private const int Seconds = 4;
    private const int WarmSecondsASilo = 7;

    public static async Task RunAsync(IReadOnlyList<int> counts)
    {
        Console.WriteLine($"{Share:0.00} of a processor a silo, {Devices:N0} devices, {Rounds} rounds of {Seconds} s");
        Console.WriteLine("| silos | events/s | p99 | CPU-µs an event, silos | gateway | machine idle |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var count in counts)
        {
            await MeasureAsync(count);
        }
    }

    private static async Task MeasureAsync(int count)
    {
        using var folder = new TemporaryFolder();
        await using var dynamo = await AwsServers.StartDynamoDbAsync();
        await using var firehose = await FirehoseStandIn.StartAsync(Make(folder, "s3"), bufferBytes: long.MaxValue);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Maas__Devices__FlushInterval"] = "00:01:00" };
        List<Member> silos = [];
        Member? gateway = null;
        List<CpuShare> shares = [];
        try
        {
            for (var at = 0; at < count; at++)
            {
                silos.Add(await Member.StartSiloAsync($"silo {at}", Make(folder, $"silo-{at}"), firehose, dynamo.Port, settings));
                await silos[at].WaitUntilReadyAsync();
            }

            gateway = await Member.StartGatewayAsync("gateway", dynamo.Port);
            await gateway.WaitUntilReadyAsync();
            var url = gateway.Client.BaseAddress!.ToString().TrimEnd('/');
            // Devices come into memory and code is compiled while the silos have all that they want.
            await Load.SendAsync(url, WarmSecondsASilo * count, Connections, Devices, "warm");
            shares.AddRange(silos.Select(silo => CpuShare.Limit(silo.ProcessId, Share)));
            await Load.SendAsync(url, 2, Connections, Devices, "settle");
            for (var round = 0; round < Rounds; round++)
            {
                await MeasureAsync(count, url, silos, gateway, $"round{round}");
            }
        }
        finally
        {
            shares.ForEach(share => share.Dispose());
            if (gateway is not null)
            {
                await gateway.DisposeAsync();
            }

            foreach (var silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }

    private static async Task MeasureAsync(int count, string url, List<Member> silos, Member gateway, string seed)
    {
        var (silosBefore, gatewayBefore, idleBefore) = (Used(silos), CpuShare.Used(gateway.ProcessId), Idle());
        var started = Stopwatch.GetTimestamp();
        var load = await Load.SendAsync(url, Seconds, Connections, Devices, seed);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var events = load.Requests * Load.EventsPerBatch;
        var silosUsed = (Used(silos) - silosBefore).TotalMicroseconds / events;
        var gatewayUsed = (CpuShare.Used(gateway.ProcessId) - gatewayBefore).TotalMicroseconds / events;
        var idle = (Idle() - idleBefore) / elapsed / Environment.ProcessorCount;
        if (load.Failed > 0)
        {
            Console.WriteLine($"{load.Failed} requests failed");
        }

        Console.WriteLine(
            $"| {count} | {load.EventsPerSecond:N0} | {load.P99.TotalMilliseconds:N0} ms | {silosUsed:0.0} | {gatewayUsed:0.0} | {idle:P0} |"
        );
    }

    private static TimeSpan Used(List<Member> silos) => silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + CpuShare.Used(silo.ProcessId));

    /// <summary>Processor time that nobody used since the machine's start.</summary>
    private static TimeSpan Idle() =>
        TimeSpan.FromMilliseconds(
            10 * long.Parse(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[4])
        );

    private static string Make(TemporaryFolder folder, string name) => Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
}
