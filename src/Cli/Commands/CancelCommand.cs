using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Commands;

/// <summary><c>maas cancel</c>: stops a run, or what is left of a backfill.</summary>
internal static class CancelCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var id = new Argument<string>("ID") { Description = "A run or a backfill" };
        var command = new ExampleCommand(
            "cancel",
            "Stop a run that has not begun to commit, or what is left of a backfill",
            "maas cancel 20261122T230512-00042"
        )
        {
            id,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
                await CancelAsync(environment, client, parsed.GetRequiredValue(id), global.Json(parsed), cancellationToken);
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task CancelAsync(
        CliEnvironment environment,
        MaasClient client,
        string id,
        bool json,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var run = await client.CancelRunAsync(id, cancellationToken);
            await (json ? CliJson.WriteAsync(environment.Out, run) : RunText.WriteListAsync(environment, [run]));
        }
        catch (ServiceException unknown) when (unknown.Kind == ServiceFailureKind.NotFound)
        {
            var backfill = await client.CancelBackfillAsync(id, cancellationToken);
            await (json ? CliJson.WriteAsync(environment.Out, backfill) : BackfillText.WriteAsync(environment, [backfill]));
        }
    }
}
