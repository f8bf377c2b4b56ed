using Maas.Tracking.Runs;

namespace Maas.Slack.Messages;

/// <summary>The end of a backfill: one message in place of one a run.</summary>
internal static class BackfillMessage
{
    public static SlackMessage Of(BackfillOutcome outcome, Uri? address)
    {
        var progress = outcome.Progress;
        var backfill = progress.Backfill;
        var title =
            $"{(backfill.DryRun ? "The dry run" : "The backfill")} of {backfill.From} up to {backfill.To} has ended: "
            + $"{Markup.Count(progress.Succeeded)} of {Markup.Count(progress.Runs)} hours succeeded";
        var message = new MessageBuilder()
            .Section($"{(progress.Failed > 0 ? ":x:" : ":white_check_mark:")} *{title}*")
            .Fields(
                ("Took", Markup.Duration(outcome.Elapsed)),
                ("Failed", Markup.Count(progress.Failed)),
                ("Cancelled", Markup.Count(progress.Cancelled)),
                ("Rows read", Markup.Count(progress.Books.Read)),
                ("Matched", Markup.Count(progress.Books.Matched)),
                ("Unmatched", Markup.Count(progress.Books.Unmatched)),
                ("Duplicate", Markup.Count(progress.Books.Duplicate)),
                ("Bad", Markup.Count(progress.Books.Bad))
            );
        foreach (var failure in progress.Failures)
        {
            message.Section(
                $"*{failure.Hour}* {Markup.Box(failure.Reason)}\nTo run it again: {Markup.Code(RunCommands.Rerun(failure.Hour, backfill.DryRun))}"
            );
        }

        if (progress.Failed > progress.Failures.Length)
        {
            message.Section(
                $"… and {Markup.Count(progress.Failed - progress.Failures.Length)} more: {Markup.Code(RunCommands.ShowBackfill(backfill.Id))}"
            );
        }

        return message.Context($"backfill {Markup.Link(address, backfill.Id)}").Build(title);
    }
}
