namespace Maas.Ingest;

/// <summary>Runs the yardsticks and the product in turns on one machine, and prints each figure and the medians of their ratios.</summary>
internal static class Comparison
{
    private const string DrainUrl = "http://127.0.0.1:18080";
    private const string KeepUrl = "http://127.0.0.1:18082";

    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("maas-bench-").FullName;
        try
        {
            var bench = typeof(Comparison).Assembly.Location;
            using var drain = await Server.StartAsync(DrainUrl, bench, ["drain", DrainUrl], [], "/");
            using var keep = await Server.StartAsync(KeepUrl, bench, ["keep", KeepUrl, Path.Combine(folder, "kept")], [], "/");
            using var silo = await Silo.StartAsync(Path.Combine(folder, "data"));
            Console.WriteLine(
                $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Connections} connections, "
                    + $"{options.Rounds} rounds of {options.Seconds} s, batches of {Load.EventsPerBatch} events"
            );
            foreach (var devices in options.Devices)
            {
                await CompareAsync(drain, keep, silo, options, devices);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(Server drain, Server keep, Silo silo, ComparisonOptions options, int devices)
    {
        var seed = $"w{devices}";
        _ = await Load.SendAsync(drain.Url, 3, options.Connections, devices, seed);
        _ = await Load.SendAsync(keep.Url, 3, options.Connections, devices, seed);
        await silo.WarmAsync(options, devices, seed);
        var (ofDrain, ofKeep) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var bare = await MeasureAsync("drain", drain, options, devices, $"{seed}-d{round}");
            var kept = await MeasureAsync("durable", keep, options, devices, $"{seed}-k{round}");
            var product = await MeasureAsync("maas", silo.Server, options, devices, $"{seed}-m{round}");
            ofDrain.Add(product.PerSecond / bare.PerSecond);
            ofKeep.Add(product.PerSecond / kept.PerSecond);
            await silo.ShowBacklogAsync();
        }

        Console.WriteLine($"devices {devices, 7:N0}: maas/drain {Ratios(ofDrain)}, maas/durable {Ratios(ofKeep)}");
    }

    private static string Ratios(List<double> ratios)
    {
        ratios.Sort();
        return $"{ratios[ratios.Count / 2]:F3} (all: {string.Join(", ", ratios.Select(ratio => $"{ratio:F3}"))})";
    }

    private static async Task<Load> MeasureAsync(string name, Server server, ComparisonOptions options, int devices, string seed)
    {
        var before = server.Cpu;
        var load = await Load.SendAsync(server.Url, options.Seconds, options.Connections, devices, seed);
        var cpu = server.Cpu - before;
        Console.WriteLine(
            $"{name, -7} devices {devices, 7:N0}: {load.EventsPerSecond, 9:N0} events/s, p50 {load.P50.TotalMilliseconds:F2} ms, "
                + $"p99 {load.P99.TotalMilliseconds:F2} ms, {cpu.TotalMicroseconds / (load.Requests * Load.EventsPerBatch):F2} CPU-µs an event, failed {load.Failed}"
        );
        return load;
    }
}
