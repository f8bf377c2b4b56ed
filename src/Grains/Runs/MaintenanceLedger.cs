using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>The ledger's page of housekeeping as the coordinator works with it: every change is written before it is seen.</summary>
internal sealed class MaintenanceLedger(LedgerStore store, TimeProvider time, int runsKept) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private LedgerPage? _page;

    public MaintenanceLog Log { get; private set; } = MaintenanceLog.Empty;

    public async Task LoadAsync()
    {
        if (_page is null)
        {
            (Log, _page) = await store.ReadMaintenanceAsync();
        }
    }

    public async Task<MaintenanceRun> BeginAsync()
    {
        await WriteAsync(log => log.Begin(time.GetUtcNow(), runsKept));
        return Log.UnderWay!;
    }

    /// <summary>Ends the run under way; a reason means that it failed.</summary>
    public async Task<MaintenanceRun> EndAsync(string reason, IEnumerable<RunStep> steps)
    {
        await WriteAsync(log => log.End(reason, steps, time.GetUtcNow()));
        return Log.Runs[^1];
    }

    /// <summary>Somebody was told of the failure.</summary>
    public Task TellAsync(string runId) => WriteAsync(log => log.Tell(runId));

    public void Dispose() => _gate.Dispose();

    /// <summary>Runs and what is told of them are written from two tasks, so that one gate orders them.</summary>
    private async Task WriteAsync(Func<MaintenanceLog, MaintenanceLog> change)
    {
        await _gate.WaitAsync();
        try
        {
            await LoadAsync();
            var log = change(Log);
            await store.WriteAsync(_page!, log);
            Log = log;
        }
        catch
        {
            // Whether it was written is unknown: the next use reads it again.
            _page = null;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }
}
