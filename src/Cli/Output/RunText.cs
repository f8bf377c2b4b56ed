using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Cli.Output;

/// <summary>Runs for people.</summary>
internal static class RunText
{
    public static async Task WriteListAsync(CliEnvironment environment, IReadOnlyList<ServiceRun> runs)
    {
        if (runs.Count == 0)
        {
            await environment.Out.WriteLineAsync("No runs yet.");
            return;
        }

        var table = new TextTable(
            "run",
            "hour",
            "state",
            ">took",
            ">delivered",
            ">read",
            ">matched",
            ">unmatched",
            ">duplicate",
            ">bad",
            ">set aside",
            "remark"
        );
        foreach (var run in runs)
        {
            table.Add(
                run.Id,
                Formats.Hour(run.Hour),
                State(run),
                run.Elapsed == TimeSpan.Zero ? "" : Formats.Duration(run.Elapsed),
                Count(run.Books?.Delivered),
                Count(run.Books?.Read),
                Count(run.Books?.Matched),
                Count(run.Books?.Unmatched),
                Count(run.Books?.Duplicate),
                Count(run.Books?.Bad),
                Count(run.Books?.SetAside),
                Remark(run)
            );
        }

        table.Write(environment);
    }

    public static string State(ServiceRun run) => $"{run.State}".ToLowerInvariant();

    public static string Kind(ServiceRun run) =>
        run.DryRun ? "dry run"
        : run.Provisional ? "provisional"
        : "";

    private static string Remark(ServiceRun run) =>
        string.Join(
            ", ",
            new[]
            {
                Kind(run),
                run.Cluster is { } cluster && !run.Ended ? $"cluster {cluster.Id} {cluster.State}" : "",
                run.Cluster?.CostUsd is { } cost ? $"cluster {Formats.Cost(cost)}" : "",
                run.State == RunState.Merging ? $"{run.MergedDevices:N0} of {run.ChangedDevices:N0} devices" : "",
                run.Books is { Surplus: > 0 } books ? $"surplus {books.Surplus:N0}" : "",
                run.OverlinkedIds > 0 ? $"{Formats.Count(run.OverlinkedIds, "id")} carried by too many keys" : "",
                run.RefusedFiles.Count > 0 ? $"{run.RefusedFiles.Count} unreadable files" : "",
                run.Reason,
            }.Where(static part => part.Length > 0)
        );

    private static string Count(long? count) => count is { } known ? Formats.Count(known) : "";
}
