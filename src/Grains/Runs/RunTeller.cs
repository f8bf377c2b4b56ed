using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Tells people what has ended: each run, or, for the runs of a backfill, all of them at once. It works beside the runs, on the same
/// scheduler, so that a chat that answers slowly holds none of them up. What has ended is stored, then told, then noted as told: after a
/// crash it may be told twice, but is never forgotten.
/// </summary>
internal sealed partial class RunTeller(
    HourLedger ledger,
    BackfillReader backfills,
    MaintenanceLedger maintenance,
    IReadOnlyList<IRunNotifier> notifiers,
    ILogger<RunTeller> logger
)
{
    private bool _working;
    private bool _woken;

    /// <summary>The work under way; complete when there is none.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    public void Wake(CancellationToken stopping)
    {
        _woken = true;
        if (!_working)
        {
            Work = WorkAsync(stopping);
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        _working = true;
        try
        {
            while (_woken && !stopping.IsCancellationRequested)
            {
                _woken = false;
                await TellRunsAsync(stopping);
                await TellBackfillsAsync(stopping);
                await TellMaintenanceAsync(stopping);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What is not noted as told is told at the next start.
        }
        catch (Exception e)
        {
            Log.Paused(logger, e);
        }
        finally
        {
            _working = false;
        }
    }

    private async Task TellRunsAsync(CancellationToken stopping)
    {
        foreach (var entry in ledger.Open.ToList())
        {
            foreach (var run in entry.Runs.Where(run => run.State.IsEnded() && !run.Told))
            {
                if (run.Backfill is null)
                {
                    await NotifyAsync(OutcomeRules.Describe(entry, run, ledger.Policy), run.Id, stopping);
                }

                await ledger.ChangeAsync(entry.Hour, current => current.Tell(run.Id));
            }
        }
    }

    private async Task TellBackfillsAsync(CancellationToken stopping)
    {
        foreach (var backfill in ledger.Index.Backfills.Where(backfill => !backfill.Settled))
        {
            var progress = await backfills.ReadAsync(backfill);
            if (!progress.HasEnded)
            {
                continue;
            }

            // One that has no run was cut short while it was planned, and its sender was told so.
            if (progress.Runs > 0)
            {
                await NotifyAsync(new BackfillOutcome(progress), backfill.Id, stopping);
            }

            await ledger.SettleAsync(backfill);
        }
    }

    private async Task TellMaintenanceAsync(CancellationToken stopping)
    {
        foreach (var run in maintenance.Log.Runs.Where(run => run is { State: RunState.Failed, Told: false }))
        {
            await NotifyAsync(new MaintenanceFailure(run.Id, run.Reason), run.Id, stopping);
            await maintenance.TellAsync(run.Id);
        }
    }

    /// <summary>Tells everybody; who cannot be told now is not told at all, and does not keep the others from it.</summary>
    private Task NotifyAsync(RunNotice notice, string id, CancellationToken stopping) =>
        Task.WhenAll(notifiers.Select(notifier => NotifyAsync(notifier, notice, id, stopping)));

    private async Task NotifyAsync(IRunNotifier notifier, RunNotice notice, string id, CancellationToken stopping)
    {
        try
        {
            await OffScheduler.RunAsync(() => notifier.NotifyAsync(notice, stopping), stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.NotTold(logger, e, id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3601, LogLevel.Warning, "Nobody could be told of the end of {Id}.")]
        public static partial void NotTold(ILogger logger, Exception exception, string id);

        [LoggerMessage(3602, LogLevel.Error, "Telling what has ended pauses until the next tick.")]
        public static partial void Paused(ILogger logger, Exception exception);
    }
}
