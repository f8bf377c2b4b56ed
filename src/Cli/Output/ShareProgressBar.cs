using Spectre.Console;

namespace Maas.Cli.Output;

/// <summary>Shows work whose share done is known as a bar on the terminal, or not at all when nobody looks.</summary>
internal static class ShareProgressBar
{
    public static async Task<T> RunAsync<T>(CliEnvironment environment, string what, Func<IProgress<double>?, Task<T>> work)
    {
        if (!environment.ErrorIsTerminal)
        {
            return await work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
        return await console
            .Progress()
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var bar = context.AddTask(what, maxValue: 1);
                return await work(new Immediate<double>(share => bar.Value = Math.Max(bar.Value, share)));
            });
    }
}
