using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Housekeeping of the lake, a run of its own in the ledger whenever something is due. It is done between the runs of hours, so that it
/// never has a writer beside it; what fails or is cut short is due again.
/// </summary>
internal sealed partial class Maintainer(MaintenanceLedger ledger, IHourlyBatch batch, RunMetrics metrics, ILogger<Maintainer> logger)
{
    /// <summary>The run under way; null between runs.</summary>
    public ActiveRun? Active { get; private set; }

    /// <summary>A run that a stop of the process cut short ends here; whatever it left is found due.</summary>
    public async Task ResumeAsync()
    {
        await ledger.LoadAsync();
        if (ledger.Log.UnderWay is not null)
        {
            metrics.Ended(await ledger.EndAsync("the process stopped in the middle of it; what it left is done next time", []));
        }
    }

    public async Task RunIfDueAsync(CancellationToken stopping)
    {
        var due = true;
        var reason = await TryAsync(async () => due = await batch.IsMaintenanceDueAsync(stopping), stopping);
        if (!due)
        {
            return;
        }

        var run = await ledger.BeginAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var active = Active = new(run.Id, cancellation);
        try
        {
            if (reason.Length == 0)
            {
                reason = await TryAsync(() => batch.MaintainAsync(active, cancellation.Token), stopping);
            }

            metrics.Ended(await ledger.EndAsync(reason, active.Steps));
        }
        finally
        {
            Active = null;
        }
    }

    /// <summary>Why it failed; empty when it did not.</summary>
    private async Task<string> TryAsync(Func<Task> act, CancellationToken stopping)
    {
        try
        {
            await OffScheduler.RunAsync(act, stopping);
            return "";
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.NotMaintained(logger, e);
            return e.Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3801, LogLevel.Warning, "Housekeeping of the lake failed; it is tried again after the next run.")]
        public static partial void NotMaintained(ILogger logger, Exception exception);
    }
}
