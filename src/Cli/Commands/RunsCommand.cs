using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Commands;

/// <summary><c>maas runs</c>: what the hourly batch has done.</summary>
internal sealed class RunsCommand
{
    private readonly Argument<string?> _id = new("RUN")
    {
        Description = "A run to show in full: states with their times, books of each app, cluster, steps and logs",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "How many, newest first",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    }.Positive();

    private readonly Option<bool> _maintenance = new("--maintenance")
    {
        Description = "Runs of the lake's housekeeping in place of those of hours",
    };

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new RunsCommand();
        var command = new ExampleCommand(
            "runs",
            "List the latest runs with their books, or show one in full",
            "maas runs",
            "maas runs 20261122T230512-00042",
            "maas runs --maintenance",
            "maas runs --limit 100 --json | jq '.runs[] | select(.state == \"failed\")'"
        )
        {
            settings._id,
            settings._limit,
            settings._maintenance,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
                await settings.ShowAsync(environment, client, parsed, global.Json(parsed), cancellationToken);
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }

    private async Task ShowAsync(
        CliEnvironment environment,
        MaasClient client,
        ParseResult parsed,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_id) is { } id)
        {
            var run = await client.GetRunAsync(id, cancellationToken);
            await (json ? CliJson.WriteAsync(environment.Out, run) : RunDetailText.WriteAsync(environment, run));
            return;
        }

        var limit = parsed.GetValue(_limit);
        var runs = await (
            parsed.GetValue(_maintenance)
                ? client.ListMaintenanceAsync(limit, cancellationToken)
                : client.ListRunsAsync(limit, cancellationToken)
        );
        await (json ? CliJson.WriteAsync(environment.Out, new { runs }) : RunText.WriteListAsync(environment, runs));
    }
}
