using System.CommandLine;
using Maas.Cli.Output;
using Maas.Simulation.Service;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Cli.Commands;

/// <summary><c>maas run</c>: runs the hours of a period.</summary>
internal sealed class RunCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);

    private readonly Argument<string> _from = new("FROM") { Description = "The first hour, such as 2026-11-22T10, in UTC" };

    private readonly Argument<string> _to = new("TO") { Description = "The hour after the last; the hour still open runs provisionally" };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Compute and compare; change nothing" };

    private readonly Option<bool> _wait = new("--wait") { Description = "Wait for the end; exit with 1 if a run fails" };

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new RunCommand();
        var command = new ExampleCommand(
            "run",
            "Run the hourly batch for the hours of a period that hold rows",
            "maas run 2026-11-22T10 2026-11-22T12 --wait",
            "maas run 2026-11-22T10 2026-11-22T11 --dry-run --wait --json"
        )
        {
            settings._from,
            settings._to,
            settings._dryRun,
            settings._wait,
        };
        command.SetAction(
            async (parsed, cancellationToken) => (int)await settings.RunAsync(environment, global, parsed, cancellationToken)
        );
        return command;
    }

    private async Task<ExitCode> RunAsync(
        CliEnvironment environment,
        GlobalOptions global,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (parsed.GetRequiredValue(_from), parsed.GetRequiredValue(_to));
        CheckHour("FROM", from);
        CheckHour("TO", to);
        using var client = new MaasClient(global.Url(parsed), global.AdminKey(parsed));
        var asked = await client.RequestRunsAsync(from, to, parsed.GetValue(_dryRun), cancellationToken);
        var runs = asked.Runs;
        if (parsed.GetValue(_wait))
        {
            var places = asked.Runs.Select(static (run, index) => (run.Id, index)).ToDictionary(StringComparer.Ordinal);
            var shown = new HashSet<(string, string)>();
            runs = await RunWatch.WaitAsync(
                client,
                asked.Runs.Select(static run => run.Id),
                PollInterval,
                environment.Time,
                run => Show(environment, run, shown, $"{places[run.Id] + 1}/{places.Count}"),
                cancellationToken
            );
        }

        await ReportAsync(environment, global.Json(parsed), asked.Id, runs);
        return runs.Any(static run => run.State is RunState.Failed or RunState.Cancelled) ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task ReportAsync(CliEnvironment environment, bool json, string? id, IReadOnlyList<ServiceRun> runs)
    {
        if (json)
        {
            await CliJson.WriteAsync(environment.Out, new { id, runs });
            return;
        }

        if (runs.Count == 0)
        {
            await environment.Out.WriteLineAsync("No hour of the period holds rows: there is nothing to run.");
            return;
        }

        await RunText.WriteListAsync(environment, runs);
        if (runs[0].Backfill is { } backfill && runs.Any(static run => !run.Ended))
        {
            await environment.Out.WriteLineAsync($"Follow it with: maas backfills {backfill}; stop it with: maas cancel {backfill}");
        }

        foreach (var run in runs.Where(static run => run.Differences.Count > 0))
        {
            await environment.Out.WriteLineAsync();
            await environment.Out.WriteLineAsync($"What run {run.Id} of {Formats.Hour(run.Hour)} would change:");
            DifferenceText.Write(environment, run.Differences);
        }
    }

    /// <summary>What is new of a run, on standard error.</summary>
    private static void Show(CliEnvironment environment, ServiceRun run, HashSet<(string, string)> shown, string place)
    {
        foreach (var news in RunNews.Of(run).Where(news => shown.Add((run.Id, news))))
        {
            environment.Error.WriteLine($"{place}  {run.Id}  {Formats.Hour(run.Hour)}  {news}");
        }
    }

    private static void CheckHour(string name, string text)
    {
        if (!HourWindow.TryParse(text, out _))
        {
            throw new CliException(ExitCode.Usage, $"{name} '{text}' is no hour. Write it like 2026-11-22T10.");
        }
    }
}
