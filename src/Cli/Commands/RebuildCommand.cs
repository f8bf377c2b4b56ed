using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Cli.Commands;

/// <summary><c>maas rebuild</c>: drops the registry and restores it from the lake.</summary>
internal static class RebuildCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait for its end and that of the runs it asks for; exit with 1 if any fails",
        };
        var status = new Option<bool>("--status") { Description = "Begin nothing: show the latest rebuild" };
        var command = new ExampleCommand(
            "rebuild",
            "Drop the registry's state, save what devices' owners refuse, and restore every device from the lake; the service keeps taking events",
            "maas rebuild --wait",
            "maas rebuild --status --json"
        )
        {
            wait,
            status,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
                var rebuild = parsed.GetValue(status)
                    ? await client.GetRebuildAsync(cancellationToken)
                    : await client.RebuildAsync(cancellationToken);
                IReadOnlyList<ServiceRun> runs = [];
                if (parsed.GetValue(wait))
                {
                    rebuild = await WaitAsync(environment, client, cancellationToken);
                    runs = await RunWatch.WaitAsync(client, rebuild.Runs, PollInterval, environment.Time, seen: null, cancellationToken);
                }

                await (
                    global.Json(parsed)
                        ? CliJson.WriteAsync(environment.Out, new { rebuild, runs })
                        : WriteAsync(environment, rebuild, runs)
                );
                return (int)(IsFailed(rebuild, runs) ? ExitCode.Failed : ExitCode.Ok);
            }
        );
        return command;
    }

    private static bool IsFailed(ServiceRebuild rebuild, IReadOnlyList<ServiceRun> runs) =>
        rebuild.State == RebuildState.Failed || runs.Any(static run => run.State is RunState.Failed or RunState.Cancelled);

    private static Task<ServiceRebuild> WaitAsync(CliEnvironment environment, MaasClient client, CancellationToken cancellationToken) =>
        ShareProgressBar.RunAsync(
            environment,
            "restoring devices",
            async progress =>
            {
                while (true)
                {
                    var rebuild = await client.GetRebuildAsync(cancellationToken);
                    progress?.Report(rebuild.Hours == 0 ? 0 : (double)rebuild.HoursDone / rebuild.Hours);
                    if (rebuild.State is RebuildState.Succeeded or RebuildState.Failed)
                    {
                        return rebuild;
                    }

                    await Task.Delay(PollInterval, environment.Time, cancellationToken);
                }
            }
        );

    private static async Task WriteAsync(CliEnvironment environment, ServiceRebuild rebuild, IReadOnlyList<ServiceRun> runs)
    {
        var table = new TextTable("rebuild", "state", ">dropped", ">hours", ">done", ">devices merged", ">hours adopted", ">runs");
        table.Add(
            rebuild.Id,
            rebuild.State.ToString().ToLowerInvariant(),
            Formats.Count(rebuild.Dropped),
            Formats.Count(rebuild.Hours),
            Formats.Count(rebuild.HoursDone),
            Formats.Count(rebuild.Devices),
            Formats.Count(rebuild.Adopted),
            Formats.Count(rebuild.Runs.Count)
        );
        table.Write(environment);
        if (rebuild.Reason.Length > 0)
        {
            await environment.Out.WriteLineAsync($"It failed: {rebuild.Reason}");
        }

        if (runs.Count > 0)
        {
            await RunText.WriteListAsync(environment, runs);
        }
        else if (rebuild.State is RebuildState.Dropping or RebuildState.Restoring)
        {
            await environment.Out.WriteLineAsync("Follow it with: maas rebuild --status");
        }
    }
}
