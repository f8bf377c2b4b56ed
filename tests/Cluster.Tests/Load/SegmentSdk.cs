using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Maas.Cluster.Tests.Load;

/// <summary>Segment's published Node SDK as a process that sends events one after another, and prints the ids of those that it was told were delivered.</summary>
internal sealed class SegmentSdk : IDisposable
{
    private readonly Process _node;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public SegmentSdk(Uri gateway, int events, int millisecondsBetween)
    {
        var start = new ProcessStartInfo(
            "node",
            ["segment.mjs", gateway.ToString().TrimEnd('/'), "demo-write-key", $"{events}", $"{millisecondsBetween}"]
        )
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _node = Process.Start(start)!;
        _output = _node.StandardOutput.ReadToEndAsync();
        _errors = _node.StandardError.ReadToEndAsync();
    }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing =>
        Directory.Exists(Path.Combine(Folder, "node_modules"))
            ? null
            : "The published SDKs are not installed: run `npm install` in tests/Silo.Tests/Clients (needs Node.js 20).";

    private static string Folder { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "Silo.Tests", "Clients"));

    /// <summary>The ids that it reports as delivered, once it has ended; the SDK hides every retry.</summary>
    public async Task<IReadOnlyList<string>> WaitForDeliveredAsync()
    {
        var output = await _output;
        await _node.WaitForExitAsync();
        _node.ExitCode.ShouldBe(0, await _errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!_node.HasExited)
        {
            _node.Kill();
        }

        _node.Dispose();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
