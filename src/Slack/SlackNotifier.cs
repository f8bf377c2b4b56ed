using Maas.Slack.Messages;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Options;

namespace Maas.Slack;

/// <summary>
/// Tells Slack, a message a notice, at the pace that Slack takes. A message that it did not take is given up, for it is in the ledger and in the
/// log as well; the next that it takes says how many are missing.
/// </summary>
internal sealed class SlackNotifier(
    SlackWebhook webhook,
    NoticeMessages messages,
    SlackInstruments instruments,
    IOptions<SlackOptions> options,
    TimeProvider time
) : IRunNotifier, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _sentAt;
    private int _missing;

    public async Task NotifyAsync(RunNotice notice, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await KeepSpaceAsync(cancellationToken).ConfigureAwait(false);
            await webhook.PostAsync(messages.Of(notice, _missing), cancellationToken).ConfigureAwait(false);
            _missing = 0;
            instruments.Took();
        }
        catch (SlackUndeliveredException)
        {
            _missing++;
            instruments.GaveUp();
            throw;
        }
        finally
        {
            _sentAt = time.GetTimestamp();
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task KeepSpaceAsync(CancellationToken cancellationToken)
    {
        if (_sentAt is { } last && options.Value.Spacing - time.GetElapsedTime(last) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
