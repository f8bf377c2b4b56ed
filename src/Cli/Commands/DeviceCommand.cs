using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;

namespace Maas.Cli.Commands;

/// <summary><c>maas device</c>: what the registry knows of a device.</summary>
internal static class DeviceCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var app = new Argument<string>("APP") { Description = "The app" };
        var key = new Argument<string>("KEY") { Description = "The device key: the SDK's device id, else its anonymous id" };
        var view = new Option<string>("--view")
        {
            Description = "Which knowledge: live (its own events), lake (hourly runs) or merged",
            HelpName = "VIEW",
            DefaultValueFactory = _ => "merged",
        };
        view.AcceptOnlyFromAmong("merged", "live", "lake");
        var command = new ExampleCommand(
            "device",
            "Show a device as the registry knows it, each group of fields with its time and origin",
            "maas device demo 9f1c2b7a6d3e4f50",
            "maas device demo 9f1c2b7a6d3e4f50 --view lake --json"
        )
        {
            app,
            key,
            view,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var client = new MaasClient(global.Url(parsed), global.ReadKey(parsed));
                var device = await client.GetDeviceAsync(
                    parsed.GetRequiredValue(app),
                    parsed.GetRequiredValue(key),
                    parsed.GetRequiredValue(view),
                    cancellationToken
                );
                await (global.Json(parsed) ? CliJson.WriteAsync(environment.Out, device) : DeviceText.WriteAsync(environment, device));
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }
}
