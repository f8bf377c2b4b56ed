using System.CommandLine;
using Maas.Cli.Checks;
using Maas.Cli.Lake;
using Maas.Cli.Output;

namespace Maas.Cli.Commands;

/// <summary><c>maas check</c>: looks at the data folder and the service, and says how to mend what is wrong.</summary>
internal static class CheckCommand
{
    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var offline = new Option<bool>("--offline") { Description = "Only the data folder and the lake; the service need not run" };
        var command = new ExampleCommand(
            "check",
            "Check the data folder, the lake (in the bucket, if Maas__Objects__Kind is S3) and the running service; each finding comes with its fix. Exit code 1 if there is any",
            "maas check",
            "maas check --offline --data /var/lib/maas",
            "maas check --json | jq '.findings[] | select(.ok | not)'"
        )
        {
            offline,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var findings = new List<Finding>();
                findings.AddRange(new DataFolderCheck(global.DataFolder(parsed)).Run());
                using (var objects = ServiceObjects.Open(environment, global.DataFolder(parsed)))
                    findings.AddRange(await new LakeCheck(objects, environment.Time).RunAsync(cancellationToken));
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
