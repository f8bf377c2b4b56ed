using Maas.Simulation.Sending;
using Spectre.Console;

namespace Maas.Cli.Output;

/// <summary>Shows a sending as a bar with rate and latency on the terminal, or not at all when nobody looks.</summary>
internal static class SendProgressBar
{
    public static async Task<SendProgress> RunAsync(CliEnvironment environment, Func<IProgress<SendProgress>?, Task<SendProgress>> send)
    {
        if (!environment.ErrorIsTerminal)
        {
            return await send(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new SpinnerColumn()
            )
            .StartAsync(async context =>
            {
                var bar = context.AddTask("connecting", maxValue: 1);
                bar.IsIndeterminate = true;
                return await send(new Immediate<SendProgress>(progress => Show(bar, progress)));
            });
    }

    private static void Show(ProgressTask bar, SendProgress progress)
    {
        if (progress.Share is { } share)
        {
            bar.IsIndeterminate = false;
            bar.Value = share;
        }

        var trouble = progress.Resends == 0 ? "" : $"  {Formats.Count(progress.Resends)} resent";
        bar.Description =
            $"{Formats.Count(progress.Acknowledged.Events)} events  {progress.EventsPerSecond:N0}/s  "
            + $"p50 {Formats.Duration(progress.Latency.Percentile(0.5))}  p99 {Formats.Duration(progress.Latency.Percentile(0.99))}{trouble}";
    }
}
