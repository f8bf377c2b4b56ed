using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Ingest;

/// <summary>The product under load: a process of its own with its defaults, over a data folder that goes with it.</summary>
internal sealed partial class Silo : IDisposable
{
    private const string Url = "http://127.0.0.1:18081";

    private readonly string _data;

    private Silo(Server server, string data) => (Server, _data) = (server, data);

    public Server Server { get; }

    public static async Task<Silo> StartAsync(string folder)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Url,
            ["Maas__Data__Path"] = folder,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        return new Silo(await Server.StartAsync(Url, Assembly(), [], settings, "/health/ready"), folder);
    }

    /// <summary>Sends until every device has been visited: the first visit activates its grain and reads its state.</summary>
    public async Task WarmAsync(ComparisonOptions options, int devices, string deviceSeed)
    {
        var visited = 0L;
        while (visited < devices || visited == 0)
        {
            var load = await Load.SendAsync(Url, options.WarmSeconds, options.Connections, devices, deviceSeed, visited);
            visited += load.Requests;
        }
    }

    /// <summary>Waits until every sealed segment is compressed, and says how long that took after the load stopped.</summary>
    public async Task ShowBacklogAsync()
    {
        using var client = new HttpClient();
        var before = (Cpu: Server.Cpu, At: TimeProvider.System.GetTimestamp());
        long? first = null;
        while (true)
        {
            var metrics = await client.GetStringAsync(new Uri(Url + "/metrics"));
            var backlog = Backlog().Matches(metrics).Sum(match => (long)double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            first ??= backlog;
            if (backlog == 0)
            {
                Console.WriteLine(
                    $"       compression backlog {first / 1048576.0:F1} MiB, drained in {TimeProvider.System.GetElapsedTime(before.At).TotalSeconds:F1} s "
                        + $"with {(Server.Cpu - before.Cpu).TotalSeconds:F1} CPU-s"
                );
                return;
            }

            await Task.Delay(250);
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string Assembly()
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

    [GeneratedRegex(@"^maas_delivery_backlog_bytes\S*(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex Backlog();
}
