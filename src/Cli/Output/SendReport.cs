using Maas.Simulation.Sending;
using Maas.Simulation.Traffic;

namespace Maas.Cli.Output;

/// <summary>What a sending came to, for people and for programs.</summary>
internal static class SendReport
{
    public static Task WriteAsync(CliEnvironment environment, bool json, SendProgress sent, object source) =>
        json ? CliJson.WriteAsync(environment.Out, ToJson(sent, source)) : WriteTextAsync(environment.Out, sent);

    private static object ToJson(SendProgress sent, object source)
    {
        var truth = sent.Acknowledged;
        return new
        {
            Source = source,
            truth.Batches,
            truth.RetriedBatches,
            truth.Events,
            truth.Stored,
            truth.Fixes,
            truth.Copies,
            ConsentRefused = truth.Refused,
            ConsentRefusedCopies = truth.RefusedCopies,
            truth.Malformed,
            MalformedByKind = Kinds(truth).ToDictionary(static kind => Camel(kind.Kind), static kind => kind.Count),
            truth.AdvertisingIdResets,
            truth.Bytes,
            sent.Resends,
            sent.Throttled,
            RefusedEvents = sent.Refused.Events,
            GivenUpEvents = sent.GivenUp.Events,
            sent.LastFailure,
            ElapsedSeconds = Math.Round(sent.Elapsed.TotalSeconds, 3),
            EventsPerSecond = Math.Round(sent.EventsPerSecond, 1),
            LatencyMs = new
            {
                P50 = sent.Latency.Percentile(0.5).TotalMilliseconds,
                P99 = sent.Latency.Percentile(0.99).TotalMilliseconds,
                Max = sent.Latency.Max.TotalMilliseconds,
            },
        };
    }

    private static async Task WriteTextAsync(TextWriter output, SendProgress sent)
    {
        var truth = sent.Acknowledged;
        await output.WriteLineAsync(
            $"{Formats.Count(truth.Events)} events acknowledged in {Formats.Duration(sent.Elapsed)} "
                + $"({sent.EventsPerSecond:N0}/s, {Formats.Count(truth.Batches)} batches, {Formats.Bytes(truth.Bytes)})"
        );
        await LineAsync(output, "to be stored", truth.Stored, $"once each, {Formats.Count(truth.Fixes)} with a fix");
        await LineAsync(
            output,
            "copies",
            truth.Copies,
            $"to be dropped, from {Formats.Count(truth.RetriedBatches)} repeated batches and single events"
        );
        await LineAsync(output, "consent refused", truth.Refused + truth.RefusedCopies, "to be counted and never stored");
        await LineAsync(
            output,
            "malformed",
            truth.Malformed,
            "to be set aside" + string.Concat(Kinds(truth).Select(static kind => $", {kind.Count} {MalformedKinds.Describe(kind.Kind)}"))
        );
        await LineAsync(output, "resent", sent.Resends, $"requests, {Formats.Count(sent.Throttled)} of them on 429 or 503");
        if (!sent.Complete)
        {
            await LineAsync(output, "refused", sent.Refused.Events, sent.LastFailure ?? "");
            await LineAsync(output, "given up", sent.GivenUp.Events, "whether they arrived is unknown");
        }

        await output.WriteLineAsync(
            $"  latency          p50 {Formats.Duration(sent.Latency.Percentile(0.5))}, p99 {Formats.Duration(sent.Latency.Percentile(0.99))}, "
                + $"max {Formats.Duration(sent.Latency.Max)}"
        );
    }

    /// <summary>A line for what there was any of.</summary>
    private static Task LineAsync(TextWriter output, string name, long count, string remark) =>
        count == 0 ? Task.CompletedTask : output.WriteLineAsync($"  {name, -16} {Formats.Count(count), 11}  {remark}");

    private static IEnumerable<(MalformedKind Kind, long Count)> Kinds(TrafficCounts truth) =>
        truth.MalformedByKind.Select(static (count, kind) => ((MalformedKind)kind, count)).Where(static it => it.count > 0);

    private static string Camel(MalformedKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{kind}");
}
