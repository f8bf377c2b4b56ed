using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Ingest;

/// <summary>What one run of wrk measured.</summary>
/// <param name="Requests">Batches, or look-ups, answered.</param>
/// <param name="Elapsed">Length of the run.</param>
/// <param name="Failed">Answers other than 200, and broken connections.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99th percentile of latency.</param>
internal sealed partial record Load(long Requests, TimeSpan Elapsed, long Failed, TimeSpan P50, TimeSpan P99)
{
    public const int EventsPerBatch = 20;

    public double EventsPerSecond => PerSecond * EventsPerBatch;

    public double PerSecond => Requests / Elapsed.TotalSeconds;

    /// <summary>Batches of devices, every message id fresh as long as the seed is; the first device follows on the batches before.</summary>
    public static Task<Load> SendAsync(string url, int seconds, int connections, int devices, string seed, long before = 0) =>
        RunAsync("batch.lua", url, seconds, connections, $"{devices}", seed, $"{before}");

    /// <summary>Look-ups of devices by their keys.</summary>
    public static Task<Load> LookUpAsync(string url, int seconds, int connections, int devices) =>
        RunAsync("lookup.lua", url, seconds, connections, $"{devices}");

    private static async Task<Load> RunAsync(string script, string url, int seconds, int connections, params string[] scriptArguments)
    {
        string[] arguments =
        [
            "--threads",
            "1",
            "--connections",
            $"{connections}",
            "--duration",
            $"{seconds}s",
            "--timeout",
            "10s",
            "--latency",
            "--script",
            Path.Combine(AppContext.BaseDirectory, script),
            url,
            "--",
            .. scriptArguments,
        ];
        using var wrk =
            Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("Could not start wrk.");
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var fields = Field().Matches(output).ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));
        return fields.Count > 0
            ? new Load(
                fields["requests"],
                TimeSpan.FromMicroseconds(fields["duration_us"]),
                fields["non2xx"] + fields["timeouts"] + fields["connect"] + fields["read"] + fields["write"],
                TimeSpan.FromMicroseconds(fields["p50_us"]),
                TimeSpan.FromMicroseconds(fields["p99_us"])
            )
            : throw new InvalidOperationException("wrk printed no result:\n" + output);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\w+)=(\d+)")]
    private static partial Regex Field();
}
