using System.CommandLine;
using Maas.Aws.Deployment;
using Maas.Cli.Checks;
using Maas.Cli.Lake;
using Maas.Cli.Output;
using Microsoft.Extensions.Configuration;

namespace Maas.Cli.Commands;

/// <summary><c>maas check</c>: looks at the data folder and the service, and says how to mend what is wrong.</summary>
internal static class CheckCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var offline = new Option<bool>("--offline") { Description = "Only settings, data folder and lake; the service need not run" };
        var aws = new Option<bool>("--aws")
        {
            Description =
                "Also what the settings name on AWS (bucket, streams, tables, roles, what clusters are started with) and the webhook. It only reads",
        };
        var file = new Option<string?>("--env-file")
        {
            Description = "The service's settings, as systemd reads them; default: the environment",
            HelpName = "FILE",
        };
        var service = new Option<string?>("--service")
        {
            Description =
                $"The service's program, which judges its settings [env MAAS_SERVICE; default {SettingsCheck.Installed}, if it is there]",
            HelpName = "PROGRAM",
        };
        var command = new ExampleCommand(
            "check",
            "Check the settings, the data folder, the lake (in the bucket, if Maas__Objects__Kind is S3) and the running service; each finding comes with its fix. Exit code 1 if there is any",
            "maas check",
            "maas check --offline --data /var/lib/maas",
            "maas check --aws --env-file /etc/maas/maas.env",
            "maas check --json | jq '.findings[] | select(.ok | not)'"
        )
        {
            offline,
            aws,
            file,
            service,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var findings = new List<Finding>();
                var settings = ServiceSettings.Read(environment, parsed.GetValue(file));
                if (Program(environment, parsed.GetValue(service)) is { } program)
                {
                    findings.AddRange(await new SettingsCheck(program, settings).RunAsync(cancellationToken));
                }

                if (parsed.GetValue(aws))
                {
                    findings.AddRange(await AwsAsync(settings, cancellationToken));
                }

                findings.AddRange(new DataFolderCheck(global.DataFolder(parsed)).Run());
                using (var objects = ServiceObjects.Open(environment, global.DataFolder(parsed)))
                {
                    findings.AddRange(await new LakeCheck(objects, environment.Time).RunAsync(cancellationToken));
                }

                if (!parsed.GetValue(offline))
                {
                    var service = new ServiceCheck(
                        global.Url(parsed),
                        global.WriteKey(parsed),
                        global.ReadKey(parsed),
                        global.AdminKey(parsed)
                    );
                    findings.AddRange(await service.RunAsync(cancellationToken));
                }

                var ok = findings.TrueForAll(static finding => finding.Ok);
                await (global.Json(parsed) ? CliJson.WriteAsync(environment.Out, new { ok, findings }) : WriteAsync(environment, findings));
                return (int)(ok ? ExitCode.Ok : ExitCode.Failed);
            }
        );
        return command;
    }

    /// <summary>The program that was named, or the installed one; null when there is none to ask.</summary>
    private static string? Program(CliEnvironment environment, string? named) =>
        named ?? environment.Variable("MAAS_SERVICE") ?? (File.Exists(SettingsCheck.Installed) ? SettingsCheck.Installed : null);

    private static async Task<IReadOnlyList<Finding>> AwsAsync(
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(static setting =>
                    KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)
                )
            )
            .Build();
        var found = await new DeploymentCheck(configuration).RunAsync(cancellationToken);
        return
        [
            .. found.Select(static one => new Finding(one.Name, one.Ok, one.Detail, one.Fix)),
            await WebhookCheck.RunAsync(configuration["Maas:Slack:WebhookUrl"], cancellationToken),
        ];
    }

    private static async Task WriteAsync(CliEnvironment environment, IReadOnlyList<Finding> findings)
    {
        var table = new TextTable("", "what", "seen");
        foreach (var finding in findings)
        {
            table.Add(finding.Ok ? "ok" : "!!", finding.Name, finding.Detail);
        }

        table.Write(environment);
        foreach (var finding in findings.Where(static finding => !finding.Ok))
        {
            await environment.Out.WriteLineAsync($"{finding.Name}: {finding.Fix}");
        }
    }
}
