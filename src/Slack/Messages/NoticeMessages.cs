using Maas.Tracking.Runs;
using Microsoft.Extensions.Options;

namespace Maas.Slack.Messages;

/// <summary>What Slack is told of each notice.</summary>
internal sealed class NoticeMessages(IOptions<SlackOptions> options)
{
    private readonly string? _service = options.Value.ServiceUrl?.TrimEnd('/');

    /// <param name="notice">What there is to tell.</param>
    /// <param name="missing">Messages before it that Slack did not take.</param>
    public SlackMessage Of(RunNotice notice, int missing)
    {
        var message = notice switch
        {
            RunOutcome outcome => RunMessage.Of(outcome, Address("runs", outcome.RunId)),
            BackfillOutcome outcome => BackfillMessage.Of(outcome, Address("backfills", outcome.Progress.Backfill.Id)),
            MaintenanceFailure failure => Of(failure),
            _ => throw new ArgumentOutOfRangeException(nameof(notice), notice, "There is no message for it."),
        };
        return missing == 0 ? message : message with { Blocks = [.. message.Blocks, Missing(missing)] };
    }

    private SlackMessage Of(MaintenanceFailure failure) =>
        new MessageBuilder()
            .Section(":warning: *Housekeeping of the lake failed*")
            .Section(Markup.Box(failure.Reason))
            .Context($"run {Markup.Link(Address("runs", failure.RunId), failure.RunId)}", "tried again after the next run of an hour")
            .Build($"Housekeeping of the lake failed: {Markup.Plain(failure.Reason)}");

    private Uri? Address(string kind, string id) => _service is null ? null : new($"{_service}/v1/{kind}/{id}");

    private static SlackBlock Missing(int count) =>
        new("context")
        {
            Elements =
            [
                new($":mute: {count} earlier {(count == 1 ? "message" : "messages")} did not get here: see {Markup.Code("maas runs")}"),
            ],
        };
}
