using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Commands;

/// <summary><c>maas runs</c>: what the hourly batch has done.</summary>
internal static class RunsCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var limit = new Option<int>("--limit")
        {
            Description = "How many, newest first",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Positive();
        var command = new ExampleCommand(
            "runs",
            "List the latest runs with their books",
            "maas runs",
            "maas runs --limit 100 --json | jq '.runs[] | select(.state == \"failed\")'"
        )
        {
            limit,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
                var runs = await client.ListRunsAsync(parsed.GetValue(limit), cancellationToken);
                await (global.Json(parsed) ? CliJson.WriteAsync(environment.Out, new { runs }) : RunText.WriteListAsync(environment, runs));
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }
}
