using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Does what there is to do, one run at a time, until there is nothing: tells what has ended, resumes what was cut short, then drives what
/// is due or asked for. Runs on the coordinator's scheduler; a wake that comes while it works makes it look once more.
/// </summary>
internal sealed partial class RunLoop(
    HourLedger ledger,
    HourScan scan,
    RunDriver driver,
    IHourlyBatch batch,
    IRunNotifier notifier,
    RunMetrics metrics,
    ILogger<RunLoop> logger
) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private bool _working;
    private bool _woken;

    /// <summary>The ledger belongs to another coordinator now.</summary>
    public Action Lost { get; set; } = () => { };

    /// <summary>The work under way; complete when there is none.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    public void Wake()
    {
        _woken = true;
        if (!_working && !_stopping.IsCancellationRequested)
            Work = WorkAsync();
    }

    /// <summary>Stops at the next await. What was under way is resumed from the ledger by the next coordinator.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Work.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WorkAsync()
    {
        _working = true;
        try
        {
            while (_woken && !_stopping.IsCancellationRequested)
            {
                _woken = false;
                await ledger.LoadAsync();
                while (await StepAsync(_stopping.Token)) { }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            Log.Stopped(logger);
        }
        catch (LedgerLostException e)
        {
            Log.Lost(logger, e);
            Lost();
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

    /// <summary>One piece of work; false when there is none.</summary>
    private async Task<bool> StepAsync(CancellationToken stopping)
    {
        await TellAsync(stopping);
        if (ledger.Open.Select(entry => entry.UnderWay).FirstOrDefault(run => run is not null) is { } cutShort)
        {
            await driver.DriveAsync(cutShort, stopping);
            return true;
        }

        var due = await scan.FindDueAsync(stopping);
        metrics.Hours(scan.States);
        var planned = ledger.Open.SelectMany(entry => entry.Runs).Where(run => run.State == RunState.Planned).ToList();
        if (RunQueue.Next(due, planned) is not { } next)
            return false;

        var run = planned.Find(run => run.Id == next.RunId) ?? (await ledger.PlanAsync([next.Hour], dryRun: false, requested: false))[0];
        await driver.DriveAsync(run, stopping);
        await MaintainAsync(stopping);
        return true;
    }

    /// <summary>The ending is stored, then told, then noted as told: after a crash it may be told twice, but is never forgotten.</summary>
    private async Task TellAsync(CancellationToken stopping)
    {
        foreach (var entry in ledger.Open.ToList())
        {
            foreach (var run in entry.Runs.Where(run => run.State.IsEnded() && !run.Told))
            {
                try
                {
                    await notifier.NotifyAsync(OutcomeRules.Describe(entry, run, ledger.Policy), stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    Log.NotTold(logger, e, run.Id);
                }

                await ledger.ChangeAsync(entry.Hour, current => current.Tell(run.Id));
            }
        }
    }

    private async Task MaintainAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Run(() => batch.MaintainAsync(stopping), stopping).WaitAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.NotMaintained(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Information, "The hourly runs stop; what is under way goes on at the next start.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(3302, LogLevel.Warning, "Another coordinator owns the ledger; this one ends.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(3303, LogLevel.Error, "The hourly runs pause until the next tick.")]
        public static partial void Paused(ILogger logger, Exception exception);

        [LoggerMessage(3304, LogLevel.Warning, "Nobody could be told of run {RunId}.")]
        public static partial void NotTold(ILogger logger, Exception exception, string runId);

        [LoggerMessage(3305, LogLevel.Warning, "Housekeeping of the lake failed; it is tried again after the next run.")]
        public static partial void NotMaintained(ILogger logger, Exception exception);
    }
}
