using Maas.Tracking.Runs;

namespace Maas.Slack.Messages;

/// <summary>The end of one run.</summary>
internal static class RunMessage
{
    public static SlackMessage Of(RunOutcome run, Uri? address)
    {
        var (sign, title) = Title(run);
        var message = new MessageBuilder().Section($"{sign} *{title}*");
        if (run.Reason.Length > 0)
        {
            message.Section(Markup.Box(run.Reason));
        }

        message.Fields(Figures(run));
        foreach (var remark in Remarks(run))
        {
            message.Section(remark);
        }

        return message
            .Context(
                $"run {Markup.Link(address, run.RunId)}",
                Markup.Plain(run.Engine),
                run.Cluster is { } cluster ? $"cluster {Markup.Code(cluster.Id)}" : null,
                run.Cluster?.Logs is { } logs ? $"logs {Markup.Code(logs)}" : null
            )
            .Build(Summary(run, title));
    }

    private static (string Sign, string Title) Title(RunOutcome run) =>
        run switch
        {
            { State: RunState.Cancelled } => (":no_entry_sign:", $"Hour {run.Hour} was cancelled"),
            { State: RunState.Failed, DryRun: true } => (":x:", $"The dry run of hour {run.Hour} failed"),
            { State: RunState.Failed } => (":x:", $"Hour {run.Hour} failed"),
            { DryRun: true } => (":mag:", $"Hour {run.Hour} was computed, and nothing changed"),
            { Provisional: true } => (":hourglass_flowing_sand:", $"Hour {run.Hour} is in the lake as far as it has come"),
            _ => (":white_check_mark:", $"Hour {run.Hour} is in the lake"),
        };

    private static IEnumerable<(string, string?)> Figures(RunOutcome run)
    {
        var books = run.Books;
        yield return ("Took", run.Elapsed > TimeSpan.Zero ? Markup.Duration(run.Elapsed) : null);
        yield return ("Cluster's cost", run.Cluster?.CostUsd is { } cost ? Markup.Cost(cost) : null);
        yield return ("Rows delivered", Count(books?.Delivered));
        yield return ("Rows read", Count(books?.Read));
        yield return ("Matched", Count(books?.Matched));
        yield return ("Unmatched", Count(books?.Unmatched));
        yield return ("Duplicate", Count(books?.Duplicate));
        yield return ("Bad", Count(books?.Bad));
        yield return ("Set aside", CountIfAny(books?.SetAside));
        yield return ("Repeated", CountIfAny(books?.Repeated));
        yield return ("Refused by consent", CountIfAny(books?.Refused));
        yield return ("Surplus", CountIfAny(books?.Surplus));
        yield return ("Devices changed", CountIfAny(run.ChangedDevices));
    }

    private static IEnumerable<string> Remarks(RunOutcome run)
    {
        if (run.Differences.Count > 0)
        {
            yield return string.Join('\n', run.Differences.Select(Describe));
        }

        if (run.OverlinkedIds > 0)
        {
            yield return $":warning: {Markup.Count(run.OverlinkedIds)} advertising ids are carried by too many keys, and link none of them.";
        }

        if (run.UnfinishedLinks > 0)
        {
            yield return $":warning: {Markup.Count(run.UnfinishedLinks)} links between keys and ids are left for the next run.";
        }

        if (run.State != RunState.Failed)
        {
            yield break;
        }

        if (!run.DryRun)
        {
            yield return run.RetryAt is { } at
                ? $"Failed tries: {run.Tries}. It is tried again {Markup.Time(at)}."
                : $"Failed tries: {run.Tries}. It is not tried again by itself.";
        }

        yield return $"To run it now: {Markup.Code(RunCommands.Rerun(run.Hour, run.DryRun))}\nTo see it in full: {Markup.Code(RunCommands.Show(run.RunId))}";
    }

    private static string Describe(TableDifference table) =>
        $"{Markup.Code(table.Table)}: {Markup.Count(table.RowsAdded)} added, {Markup.Count(table.RowsRemoved)} removed, {Markup.Count(table.RowsChanged)} changed";

    private static string Summary(RunOutcome run, string title) =>
        run switch
        {
            { Reason.Length: > 0 } => $"{title}: {Markup.Plain(run.Reason)}",
            { Books: { } books } => $"{title}: {Markup.Count(books.Read)} rows in {Markup.Duration(run.Elapsed)}",
            _ => title,
        };

    private static string? Count(long? count) => count is { } known ? Markup.Count(known) : null;

    private static string? CountIfAny(long? count) => count > 0 ? Count(count) : null;
}
