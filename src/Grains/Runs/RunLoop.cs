using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Does what there is to do, one run at a time, until there is nothing: resumes what was cut short, then drives what is due or asked for,
/// and keeps the house between runs. Runs on the coordinator's scheduler; a wake that comes while it works makes it look once more.
/// </summary>
internal sealed partial class RunLoop(
    HourLedger ledger,
    HourScan scan,
    RunDriver driver,
    AttemptSweep sweep,
    Maintainer maintainer,
    Rebuilder rebuilder,
    RunTeller teller,
    RunMetrics metrics,
    ILogger<RunLoop> logger
) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private bool _working;
    private bool _woken;
    private Task _work = Task.CompletedTask;

    /// <summary>The ledger belongs to another coordinator now.</summary>
    public Action Lost { get; set; } = () => { };

    /// <summary>The work under way and the telling of it; complete when there is none.</summary>
    public async Task WorkAsync()
    {
        await _work;
        await teller.Work;
    }

    public void Wake()
    {
        _woken = true;
        if (!_working && !_stopping.IsCancellationRequested)
        {
            _work = LoopAsync();
        }
    }

    /// <summary>Stops at the next await. What was under way is resumed from the ledger by the next coordinator.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await WorkAsync()
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync()
    {
        _working = true;
        try
        {
            while (_woken && !_stopping.IsCancellationRequested)
            {
                _woken = false;
                await ledger.LoadAsync();
                await maintainer.ResumeAsync();
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
        teller.Wake(stopping);
        await sweep.RunAsync(stopping);
        if (ledger.Open.Select(entry => entry.UnderWay).FirstOrDefault(run => run is not null) is { } cutShort)
        {
            await driver.DriveAsync(cutShort, stopping);
            return true;
        }

        if (await rebuilder.RunIfDueAsync(stopping))
        {
            return true;
        }

        var due = await scan.FindDueAsync(stopping);
        metrics.Hours(scan.States);
        var planned = ledger.Open.SelectMany(entry => entry.Runs).Where(run => run.State == RunState.Planned).ToList();
        if (RunQueue.Next(due, planned) is not { } next)
        {
            return false;
        }

        var run = planned.Find(run => run.Id == next.RunId) ?? await ledger.PlanAsync(next.Hour);
        await driver.DriveAsync(run, stopping);
        // The outcome is told while the house is kept.
        teller.Wake(stopping);
        await maintainer.RunIfDueAsync(stopping);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Information, "The hourly runs stop; what is under way goes on at the next start.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(3302, LogLevel.Warning, "Another coordinator owns the ledger; this one ends.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(3303, LogLevel.Error, "The hourly runs pause until the next tick.")]
        public static partial void Paused(ILogger logger, Exception exception);
    }
}
