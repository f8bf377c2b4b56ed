using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Maas.Silo.Tests.Deploy;

/// <summary>
/// The commands of deploy/README.md, run as they stand there by a shell in a folder of its own. The AWS command line talks to an endpoint; publishing,
/// which takes minutes and is not what is tried, leaves an empty program.
/// </summary>
internal sealed partial class DeploymentGuide(string folder, string aws, Uri endpoint)
{
    /// <summary>
    /// What stands for the programs of the guide. Moto forgets the outputs of a stack that a change set made, as <c>cloudformation deploy</c> does it,
    /// so the same template and parameters make it at once.
    /// </summary>
    private const string Setting = """
        set -euo pipefail
        aws() { if [ "$1 $2" = "cloudformation deploy" ]; then create "${@:3}" > /dev/null; else command aws "$@"; fi; }
        create() {
          local given=() values="" rest=""
          for word in "$@"; do
            if [ "$word" = --parameter-overrides ]; then rest=1
            elif [ "$word" = --template-file ]; then given+=(--template-body)
            elif [ -n "$rest" ]; then values+="${values:+,}{\"ParameterKey\":\"${word%%=*}\",\"ParameterValue\":\"${word#*=}\"}"
            elif [ "${given[-1]-}" = --template-body ]; then given+=("file://$word")
            else given+=("$word"); fi
          done
          command aws cloudformation create-stack "${given[@]}" --parameters "[$values]"
        }
        git() { echo v1; }
        dotnet() { mkdir -p "${@: -1}" && echo program > "${@: -1}/Maas"; }
        """;

    /// <summary>Printed before what is asked for: base64, for one, ends in what a shorter mark might be.</summary>
    private const string Mark = "-- what follows was asked for --";

    private readonly Dictionary<string, string> _steps = Read();
    private readonly List<string> _done = [];

    /// <summary>Runs a step by the words of its heading, after what the earlier steps left in the shell; returns what it prints.</summary>
    public async Task<string> RunAsync(string step, Func<string, string>? change = null)
    {
        var commands = change is null ? _steps[step] : change(_steps[step]);
        var script = string.Join('\n', [Setting, .. _done, $"echo; echo '{Mark}'", commands]);
        var printed = await ShellAsync(script);
        _done.Add(Kept(commands));
        return After(printed);
    }

    /// <summary>Runs a command of the test's own after the steps so far.</summary>
    public async Task<string> AskAsync(string command)
    {
        var printed = await ShellAsync(string.Join('\n', [Setting, .. _done, $"echo; echo '{Mark}'", command]));
        return After(printed).Trim();
    }

    private static string After(string printed) =>
        printed[(printed.LastIndexOf($"{Mark}\n", StringComparison.Ordinal) + Mark.Length + 1)..];

    private async Task<string> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(aws)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["AWS_ENDPOINT_URL"] = endpoint.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = Servers.AwsServers.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = Servers.AwsServers.SecretKey;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{script}\n{printed}\n{await errors}");
        return printed;
    }

    /// <summary>Of a step what the next one needs: variables and functions, not what it did.</summary>
    private static string Kept(string commands) => string.Join('\n', commands.Split('\n').Where(line => Definition().IsMatch(line)));

    private static Dictionary<string, string> Read() =>
        File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"))
            .Split("\n### ")
            .Skip(1)
            .Select(section => (Heading: section[..section.IndexOf('\n', StringComparison.Ordinal)], Match: Block().Match(section)))
            .Where(section => section.Match.Success)
            .ToDictionary(section => section.Heading, section => section.Match.Groups["sh"].Value, StringComparer.Ordinal);

    [GeneratedRegex("```sh\\n(?<sh>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(export |[A-Z]+=|[a-z]+\(\) \{)", RegexOptions.ExplicitCapture)]
    private static partial Regex Definition();
}
