using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Maas.Cli.Tests;

/// <summary>Every command of <c>maas</c> that an operator is told to give is one that it takes.</summary>
public sealed partial class RunbookTests
{
    [Theory]
    [InlineData("docs/runbook.md")]
    [InlineData("docs/lake.md")]
    [InlineData("docs/fleet.md")]
    [InlineData("deploy/README.md")]
    [InlineData("README.md")]
    public async Task Page_EveryCommand_IsTaken(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", page));
        var root = CliApp.CreateRoot(CliEnvironment.OfProcess());

        var refused = Command()
            .Matches(text)
            .Select(static match => Substitution().Replace(match.Groups["command"].Value, "word"))
            .Where(command => root.Parse(command).Errors.Count > 0);

        refused.ShouldBeEmpty();
    }

    /// <summary>A command in a block or between backticks, up to a comment, a pipe or the end.</summary>
    [GeneratedRegex("(^ *|`)maas (?<command>[^`#|\\n]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex(@"\$\([^)]*\)")]
    private static partial Regex Substitution();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
