namespace Maas.Ingest;

/// <summary>Look-ups of devices by their keys: alone, and while batches of the same devices come in as fast as they are answered.</summary>
internal static class LookUps
{
    private const int Connections = 8;

    public static async Task<int> RunAsync(ComparisonOptions options)
    {
        using var silo = await Silo.StartAsync(Directory.CreateTempSubdirectory("maas-bench-").FullName);
        var url = silo.Server.Url;
        foreach (var devices in options.Devices)
        {
            await silo.WarmAsync(options, devices, $"w{devices}");
            _ = await Load.LookUpAsync(url, 3, Connections, devices);
            for (var round = 0; round < options.Rounds; round++)
            {
                var alone = await Load.LookUpAsync(url, options.Seconds, Connections, devices);
                Show("look-ups alone", devices, alone);
                var ingest = Load.SendAsync(url, options.Seconds, options.Connections, devices, $"w{devices}-r{round}");
                var beside = await Load.LookUpAsync(url, options.Seconds, Connections, devices);
                Show("look-ups beside ingest", devices, beside);
                Console.WriteLine($"  ingest beside them: {(await ingest).EventsPerSecond:N0} events/s");
            }
        }

        return 0;
    }

    private static void Show(string name, int devices, Load load) =>
        Console.WriteLine(
            $"{name, -22} devices {devices, 7:N0}: {load.PerSecond, 7:N0}/s, p50 {load.P50.TotalMilliseconds:F2} ms, "
                + $"p99 {load.P99.TotalMilliseconds:F2} ms, failed {load.Failed}"
        );
}
