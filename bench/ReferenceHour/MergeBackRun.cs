using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Maas.Simulation.Csv;

namespace Maas.ReferenceHour;

/// <summary>One reference hour through the whole product, a process of its own with its defaults: how long each state of the run takes.</summary>
internal static class MergeBackRun
{
    private const string Url = "http://127.0.0.1:18083";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(BenchOptions options)
    {
        var folder = Path.Combine(options.Folder, "merge-back");
        try
        {
            var hour = new HourOfCsvOptions
            {
                Folder = folder,
                Start = options.First,
                Scale = options.Scale,
            };
            await new HourOfCsv(hour).WriteAsync(progress: null, CancellationToken.None);
            using var silo = Start(folder);
            try
            {
                using var client = new HttpClient { BaseAddress = new Uri(Url) };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "demo-admin-key");
                await WaitUntilReadyAsync(client, silo);
                Show(await RunHourAsync(client, options));
            }
            finally
            {
                silo.Kill();
                await silo.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [SiloAssembly()]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Url;
        start.Environment["Maas__Data__Path"] = folder;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start) ?? throw new InvalidOperationException("Could not start the silo.");
    }

    private static async Task WaitUntilReadyAsync(HttpClient client, Process silo)
    {
        while (!silo.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(PollInterval);
        }

        throw new InvalidOperationException("The silo has ended.");
    }

    private static async Task<JsonNode> RunHourAsync(HttpClient client, BenchOptions options)
    {
        var period = new { from = options.First.Start, to = options.First.End };
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/runs", UriKind.Relative), period);
        var requested = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var id = (string?)requested["id"] ?? throw new InvalidOperationException($"No run: {requested}");
        while (true)
        {
            var run = JsonNode.Parse(await client.GetStringAsync(new Uri($"/v1/runs/{id}", UriKind.Relative)))!;
            if ((string?)run["state"] is "succeeded" or "failed" or "cancelled")
            {
                return run;
            }

            await Task.Delay(PollInterval);
        }
    }

    private static void Show(JsonNode run)
    {
        Console.WriteLine($"run {run["state"]} {run["reason"]}, {run["mergedDevices"]} of {run["changedDevices"]} changed devices merged");
        var transitions = run["transitions"]!
            .AsArray()
            .Select(static one => (State: (string)one!["state"]!, At: (DateTimeOffset)one["at"]!))
            .ToList();
        foreach (var (from, to) in transitions.Zip(transitions.Skip(1)))
        {
            Console.WriteLine($"  {from.State, -10} {(to.At - from.At).TotalSeconds, 7:F2} s");
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
}
