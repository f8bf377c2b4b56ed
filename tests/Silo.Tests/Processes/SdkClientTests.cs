using System.Diagnostics;

namespace Maas.Silo.Tests.Processes;

/// <summary>Published SDKs, from their registry, against the running service.</summary>
public sealed class SdkClientTests
{
    [Theory]
    [InlineData("segment.mjs", "demo", "node-device")]
    [InlineData("rudderstack.mjs", "demo", "rudder-device")]
    public async Task PublishedSdk_EveryEventItReportsDelivered_IsInTheLakeOnce(string script, string app, string deviceKey)
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);

        var ids = await RunClientAsync(script, silo, 50);
        await RunClient.RunRecentAsync(silo);

        ids.Count.ShouldBe(50);
        var counts = LakeFiles.MessageCounts(data.Path);
        counts.Keys.ShouldBe(ids, ignoreOrder: true);
        counts.Values.ShouldAllBe(count => count == 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/devices/{app}/{deviceKey}", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", "demo-read-key");
        using var answer = await silo.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task PublishedSdk_JitsuServerToServer_EventsReachTheLake()
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path);

        await RunClientAsync("jitsu.mjs", silo, 10);
        await RunClient.RunRecentAsync(silo);

        LakeFiles.MessageCounts(data.Path).Count.ShouldBe(10);
    }

    private static async Task<List<string>> RunClientAsync(string script, SiloProcess silo, int count)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Silo.Tests", "Clients");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Assert.Skip("The published SDKs are not installed: run `npm install` in tests/Silo.Tests/Clients (needs Node.js 20).");
        }

        var start = new ProcessStartInfo("node", [script, silo.Address.ToString().TrimEnd('/'), "demo-write-key", $"{count}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
