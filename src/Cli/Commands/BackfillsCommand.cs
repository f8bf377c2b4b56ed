using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Commands;

/// <summary><c>maas backfills</c>: requests of several hours, and how far they are.</summary>
internal static class BackfillsCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var id = new Argument<string?>("BACKFILL") { Description = "One to show with its failures", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampleCommand(
            "backfills",
            "List requests of several hours, and how far each is",
            "maas backfills",
            "maas backfills 20261122T231500-00043"
        )
        {
            id,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
                var backfills = parsed.GetValue(id) is { } one
                    ? [await client.GetBackfillAsync(one, cancellationToken)]
                    : await client.ListBackfillsAsync(cancellationToken);
                await (
                    global.Json(parsed)
                        ? CliJson.WriteAsync(environment.Out, new { backfills })
                        : BackfillText.WriteAsync(environment, backfills)
                );
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }
}
