using System.Diagnostics;
using System.Text.Json;

namespace Maas.Cli.Checks;

/// <summary>
/// Has the service's own program look at its settings, as it does before a start: it knows its options best, those of its own version. Nothing
/// is started.
/// </summary>
internal sealed class SettingsCheck(string program, IReadOnlyDictionary<string, string> settings)
{
    /// <summary>Where the guide installs the service.</summary>
    public const string Installed = "/opt/maas/Maas.Silo";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(program))
        {
            return [Finding.Bad("settings", $"{program} is not there", "Name the service's program with --service.")];
        }

        var (exitCode, output) = await ExecuteAsync(cancellationToken);
        var line = output.Split('\n').LastOrDefault(static line => line.StartsWith('{'));
        if (line is null || JsonSerializer.Deserialize<Answer>(line, Json) is not { } answer)
        {
            return [Finding.Bad("settings", $"{program} gave no answer, and exit code {exitCode}", "Run it with --check yourself.")];
        }

        List<Finding> findings =
        [
            .. answer.Refused.Select(Refused),
            .. answer.Unknown.Select(static key =>
                Finding.Bad(key, "there is no such setting", "Mend its spelling or take it out: docs/configuration.md lists all.")
            ),
        ];
        return findings.Count > 0 ? findings : [Finding.Good("settings", "a start would take them")];
    }

    /// <summary>A refusal names its key first, then what is wrong, then what to give.</summary>
    private static Finding Refused(string reason)
    {
        var name = reason.Split(' ', 2)[0].TrimEnd(':');
        var end = reason.IndexOfAny([';', ':'], Math.Min(reason.Length, name.Length + 1));
        var fix = end < 0 ? "" : reason[(end + 1)..].Trim();
        return fix.Length == 0
            ? Finding.Bad(name, reason, "docs/configuration.md says what it takes.")
            : Finding.Bad(name, reason[..end], char.ToUpperInvariant(fix[0]) + fix[1..]);
    }

    private async Task<(int ExitCode, string Output)> ExecuteAsync(CancellationToken cancellationToken)
    {
        var isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? [program, "--check"] : ["--check"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }

    private sealed record Answer(IReadOnlyList<string> Refused, IReadOnlyList<string> Unknown);
}
