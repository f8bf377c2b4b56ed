namespace Maas.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("simulate")]
    [InlineData("replay")]
    [InlineData("device")]
    [InlineData("runs")]
    [InlineData("run")]
    [InlineData("backfills")]
    [InlineData("cancel")]
    [InlineData("sql")]
    [InlineData("check")]
    [InlineData("cost")]
    public async Task Help_OfEveryCommand_HasExamplesThatParseAndExitCodes(string command)
    {
        var help = await CliRun.Of(command, "--help");

        help.Code.ShouldBe(0);
        help.Error.ShouldBeEmpty();
        help.Out.ShouldContain("Exit codes: 0 done, 1 failed, 2 usage, 3 service unreachable, 4 not authorised, 5 not found");
        var examples = help
            .Out.Split("Examples:\n")[1]
            .Split('\n')
            .Where(static line => line.StartsWith("  maas ", StringComparison.Ordinal))
            .Select(static line => line.Trim()["maas ".Length..].Split('|')[0].Trim())
            .ToList();
        examples.ShouldNotBeEmpty();
        var root = CliApp.CreateRoot(CliEnvironment.OfProcess());
        foreach (var example in examples)
        {
            example.ShouldStartWith(command);
            root.Parse(example).Errors.ShouldBeEmpty(example);
        }
    }

    [Fact]
    public async Task NoArguments_Help()
    {
        var help = await CliRun.Of();

        help.Code.ShouldBe(0);
        help.Out.ShouldContain("simulate");
    }

    [Theory]
    [InlineData("maas: Cannot parse argument 'x' for option '--events'.", "simulate", "--events", "x")]
    [InlineData("maas: Unrecognized command or argument 'nonsense'.", "nonsense")]
    public async Task WrongUsage_OneLineInWordsOfTheCommandLine(string message, params string[] args)
    {
        var run = await CliRun.Of(args);

        run.Error.Split('\n')[0].ShouldBe(message);
        run.Error.Split('\n')[1].ShouldStartWith("Try '");
    }

    [Theory]
    [InlineData("simulate", "--events", "x")]
    [InlineData("simulate", "--events", "0")]
    [InlineData("simulate", "--nonsense")]
    [InlineData("nonsense")]
    [InlineData("device", "demo")]
    [InlineData("device", "demo", "k", "--view", "other")]
    [InlineData("run", "2026-11-22T10", "yesterday")]
    [InlineData("simulate", "--url", "ftp://x")]
    [InlineData("simulate", "--hour-of-csv", "/tmp/x", "--from", "noon")]
    public async Task WrongUsage_ExitCode2AndNothingOnStandardOutput(params string[] args)
    {
        var run = await CliRun.Of(args);

        run.Code.ShouldBe(2);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldStartWith("maas: ");
    }
}
