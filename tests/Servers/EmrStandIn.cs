using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Maas.Servers;

/// <summary>The EMR stand-in as a process of its own: its steps run on a real Spark over the folder behind an S3 server.</summary>
public sealed class EmrStandIn : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private EmrStandIn(ServerProcess process)
    {
        _process = process;
        _control = new HttpClient { BaseAddress = new Uri(process.Address, "/control/") };
    }

    public Uri Address => _process.Address;

    /// <param name="folder">The folder that the S3 server serves.</param>
    /// <param name="settings">Further environment of the stand-in.</param>
    public static async Task<EmrStandIn> StartAsync(string folder, IReadOnlyDictionary<string, string> settings) =>
        new(
            await ServerProcess.StartAsync(port =>
            {
                string[] arguments = ["--urls", $"http://127.0.0.1:{port}", "--Folder", folder, "--StateTime", "00:00:00.2"];
                var start = BuiltProgram.Start("tools/EmrStandIn", arguments);
                foreach (var (name, value) in settings)
                {
                    start.Environment[name] = value;
                }

                return start;
            })
        );

    /// <summary>Orders a fault; the kinds are the stand-in's.</summary>
    public async Task FailAsync(object fault)
    {
        using var answer = await _control.PostAsJsonAsync("faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Every cluster with its request, steps and states.</summary>
    public async Task<JsonArray> ReadClustersAsync() =>
        (await _control.GetFromJsonAsync<JsonArray>(new Uri("clusters", UriKind.Relative)))!;

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }
}
