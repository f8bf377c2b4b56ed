using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Cli.Output;

/// <summary>One run in full, for people: a part is left out when the run has nothing of it.</summary>
internal static class RunDetailText
{
    public static async Task WriteAsync(CliEnvironment environment, ServiceRun run)
    {
        WriteFields(environment, run);
        await WritePartAsync(environment, "States", run.Transitions.Count, () => WriteTransitions(environment, run));
        await WritePartAsync(environment, "Books", run.Apps.Count, () => WriteBooks(environment, run));
        await WritePartAsync(environment, "Steps", run.Steps.Count, () => WriteSteps(environment, run));
        await WritePartAsync(environment, "Unreadable files", run.RefusedFiles.Count, () => WriteFiles(environment, run));
        await WritePartAsync(
            environment,
            "What it would change",
            run.Differences.Count,
            () => DifferenceText.Write(environment, run.Differences)
        );
    }

    private static async Task WritePartAsync(CliEnvironment environment, string title, int count, Action write)
    {
        if (count == 0)
        {
            return;
        }

        await environment.Out.WriteLineAsync();
        await environment.Out.WriteLineAsync(title);
        write();
    }

    private static void WriteFields(CliEnvironment environment, ServiceRun run)
    {
        var table = new TextTable("field", "value");
        Add("run", run.Id);
        Add("of", run.Kind == RunKind.Maintenance ? "the lake's housekeeping" : $"hour {Formats.Hour(run.Hour)}");
        Add("state", RunText.State(run));
        Add("reason", run.Reason);
        Add("kind", RunText.Kind(run));
        Add("backfill", run.Backfill);
        Add("engine", run.Engine);
        Add("attempt", run.Attempt > 1 ? Formats.Count(run.Attempt) : null);
        Add("cluster", run.Cluster is { } cluster ? $"{cluster.Id} {cluster.State}".TrimEnd() : null);
        Add("logs", run.Cluster?.Logs);
        Add("cost", run.Cluster?.CostUsd is { } cost ? Formats.Cost(cost) : null);
        Add("devices merged", run.ChangedDevices > 0 ? $"{run.MergedDevices:N0} of {run.ChangedDevices:N0}" : null);
        Add("ids that link nothing", run.OverlinkedIds > 0 ? Formats.Count(run.OverlinkedIds) : null);
        Add("links left for later", run.UnfinishedLinks > 0 ? Formats.Count(run.UnfinishedLinks) : null);
        Add("re-opened", string.Join(' ', run.Reopens.Select(static hour => Formats.Hour(hour))));
        table.Write(environment);

        void Add(string field, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                table.Add(field, value);
            }
        }
    }

    private static void WriteTransitions(CliEnvironment environment, ServiceRun run)
    {
        var table = new TextTable("state", "entered", ">lasted");
        var ends = run.Transitions.Skip(1).Select(static next => (DateTimeOffset?)next.At).Append(null);
        foreach (var (transition, end) in run.Transitions.Zip(ends))
        {
            table.Add(
                $"{transition.State}".ToLowerInvariant(),
                Formats.Time(transition.At),
                end is { } at ? Formats.Duration(at - transition.At) : ""
            );
        }

        table.Write(environment);
    }

    private static void WriteBooks(CliEnvironment environment, ServiceRun run)
    {
        var table = new TextTable(
            "app",
            ">delivered",
            ">read",
            ">surplus",
            ">matched",
            ">unmatched",
            ">duplicate",
            ">bad",
            ">set aside",
            ">repeated",
            ">refused"
        );
        foreach (var app in run.Apps)
        {
            Add(app.App.Length > 0 ? app.App : "(no app)", app.Books);
        }

        if (run is { Apps.Count: > 1, Books: { } total })
        {
            Add("all", total);
        }

        table.Write(environment);

        void Add(string app, ServiceBooks books) =>
            table.Add([
                app,
                .. new[]
                {
                    books.Delivered,
                    books.Read,
                    books.Surplus,
                    books.Matched,
                    books.Unmatched,
                    books.Duplicate,
                    books.Bad,
                    books.SetAside,
                    books.Repeated,
                    books.Refused,
                }.Select(Formats.Count),
            ]);
    }

    private static void WriteSteps(CliEnvironment environment, ServiceRun run)
    {
        var table = new TextTable("step", "state", ">took", ">rows", "log");
        foreach (var step in run.Steps)
        {
            table.Add(
                step.Name,
                $"{step.State}".ToLowerInvariant(),
                step.ElapsedMs > 0 ? Formats.Duration(TimeSpan.FromMilliseconds(step.ElapsedMs)) : "",
                step.Rows is { } rows ? Formats.Count(rows) : "",
                step.Log ?? ""
            );
        }

        table.Write(environment);
    }

    private static void WriteFiles(CliEnvironment environment, ServiceRun run)
    {
        var table = new TextTable("file", "reason");
        foreach (var file in run.RefusedFiles)
        {
            table.Add(file.Key, file.Reason);
        }

        table.Write(environment);
    }
}
