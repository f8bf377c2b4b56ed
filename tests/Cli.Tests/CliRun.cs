using System.Text.Json;

namespace Maas.Cli.Tests;

/// <summary>One run of the command line, with what it wrote.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public static async Task<CliRun> Of(Dictionary<string, string>? variables, params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            OutIsTerminal = false,
            ErrorIsTerminal = false,
            Variable = name => variables?.GetValueOrDefault(name),
            Variables = () => variables ?? [],
            Time = TimeProvider.System,
        };
        var code = await CliApp.RunAsync(args, environment, CancellationToken.None);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public static Task<CliRun> Of(params string[] args) => Of(null, args);
}
