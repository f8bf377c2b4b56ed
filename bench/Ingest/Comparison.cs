using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Ingest;

/// <summary>Runs the drain and the product in turns on one machine, and prints each figure and the ratio of their medians.</summary>
internal static partial class Comparison
{
    private const string DrainUrl = "http://127.0.0.1:18080";
    private const string SiloUrl = "http://127.0.0.1:18081";

    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        var data = Directory.CreateTempSubdirectory("maas-bench-").FullName;
        try
        {
            using var drain = await Server.StartAsync(DrainUrl, typeof(Comparison).Assembly.Location, ["drain", DrainUrl], Nothing, "/");
            using var silo = await Server.StartAsync(SiloUrl, SiloAssembly(), [], SiloSettings(data), "/health/ready");
            Console.WriteLine(
                $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Connections} connections, "
                    + $"{options.Rounds} rounds of {options.Seconds} s, batches of {Load.EventsPerBatch} events"
            );
            var seed = 0;
            foreach (var devices in options.Devices)
            {
                // The first visit to a device activates its grain and reads its state: that is warm-up here, the same for both servers.
                await WarmAsync(drain, silo, options, devices, $"w{devices}");
                var ratios = new List<double>();
                for (var round = 0; round < options.Rounds; round++)
                {
                    var yardstick = await MeasureAsync("drain", drain, options, devices, $"w{devices}", ++seed);
                    var product = await MeasureAsync("maas", silo, options, devices, $"w{devices}", ++seed);
                    ratios.Add(product.EventsPerSecond / yardstick.EventsPerSecond);
                    await ShowBacklogAsync(silo);
                }

                ratios.Sort();
                Console.WriteLine(
                    $"devices {devices, 7:N0}: median ratio maas/drain {ratios[ratios.Count / 2]:F3} (all: {string.Join(", ", ratios.Select(ratio => $"{ratio:F3}"))})"
                );
            }

            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Dictionary<string, string> Nothing { get; } = [];

    private static async Task WarmAsync(Server drain, Server silo, ComparisonOptions options, int devices, string deviceSeed)
    {
        _ = await Load.RunAsync(drain.Url, 3, options.Connections, devices, deviceSeed + "-0");
        var visited = 0L;
        while (visited < devices || visited == 0)
        {
            visited += (await Load.RunAsync(silo.Url, 5, options.Connections, devices, $"{deviceSeed}-{visited}")).Requests;
        }
    }

    private static async Task<Load> MeasureAsync(
        string name,
        Server server,
        ComparisonOptions options,
        int devices,
        string deviceSeed,
        int run
    )
    {
        var before = server.Cpu;
        var load = await Load.RunAsync(server.Url, options.Seconds, options.Connections, devices, $"{deviceSeed}-r{run}");
        var cpu = server.Cpu - before;
        Console.WriteLine(
            $"{name, -6} devices {devices, 7:N0}: {load.EventsPerSecond, 9:N0} events/s, p50 {load.P50.TotalMilliseconds:F2} ms, "
                + $"p99 {load.P99.TotalMilliseconds:F2} ms, {cpu.TotalMicroseconds / (load.Requests * Load.EventsPerBatch):F2} CPU-µs an event, failed {load.Failed}"
        );
        return load;
    }

    /// <summary>Waits until every sealed segment is compressed, and says how long that took after the load stopped.</summary>
    private static async Task ShowBacklogAsync(Server silo)
    {
        using var client = new HttpClient();
        var before = (Cpu: silo.Cpu, At: TimeProvider.System.GetTimestamp());
        long? first = null;
        while (true)
        {
            var metrics = await client.GetStringAsync(new Uri(silo.Url + "/metrics"));
            var backlog = Backlog().Matches(metrics).Sum(match => (long)double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            first ??= backlog;
            if (backlog == 0)
            {
                Console.WriteLine(
                    $"       compression backlog {first / 1048576.0:F1} MiB, drained in {TimeProvider.System.GetElapsedTime(before.At).TotalSeconds:F1} s "
                        + $"with {(silo.Cpu - before.Cpu).TotalSeconds:F1} CPU-s"
                );
                return;
            }

            await Task.Delay(250);
        }
    }

    private static string SiloAssembly()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var assembly = Path.Combine(folder, "src", "Silo", "bin", "Release", "net10.0", "Maas.Silo.dll");
            if (File.Exists(assembly))
            {
                return assembly;
            }
        }

        throw new FileNotFoundException("src/Silo is not built in Release: run dotnet build -c Release src/Silo.");
    }

    private static Dictionary<string, string> SiloSettings(string data) =>
        new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = SiloUrl,
            ["Maas__Data__Path"] = data,
            ["Logging__LogLevel__Default"] = "Warning",
        };

    [GeneratedRegex(@"^maas_delivery_backlog_bytes\S*(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex Backlog();
}
