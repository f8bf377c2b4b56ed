using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>Ends what works outside this process on an attempt that no run accounts for: a cluster costs until somebody ends it.</summary>
internal sealed partial class AttemptSweep(
    LedgerStore store,
    IHourlyBatch batch,
    RunsOptions options,
    TimeProvider time,
    ILogger<AttemptSweep> logger
)
{
    private const string Because = "no run under way accounts for it";

    private DateTimeOffset _next;

    /// <summary>Sweeps, if it is time. What cannot be ended now is tried again the next time.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (time.GetUtcNow() < _next)
        {
            return;
        }

        _next = time.GetUtcNow() + options.SweepPeriod;
        try
        {
            foreach (var order in await OffScheduler.RunAsync(() => batch.ListAtWorkAsync(stopping), stopping))
            {
                if (await IsLiveAsync(order))
                {
                    continue;
                }

                Log.Stray(logger, order.RunId, order.Hour, order.Attempt);
                await OffScheduler.RunAsync(() => batch.DiscardAsync(order, Because, stopping), stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.NotSwept(logger, e);
        }
    }

    /// <summary>
    /// Read from storage, after the attempts were listed: an attempt is in the ledger before anything works on it, and a coordinator that
    /// has lost the ledger must not end what the next one began.
    /// </summary>
    private async Task<bool> IsLiveAsync(RunOrder order)
    {
        var (day, _) = await store.ReadDayAsync(LedgerDate.Of(order.Hour));
        return day.Find(order.Hour)?.Find(order.RunId) is { } run && run.Attempt == order.Attempt && run.State.IsUnderWay();
    }

    private static partial class Log
    {
        [LoggerMessage(
            3501,
            LogLevel.Warning,
            "Something works on attempt {Attempt} of run {RunId} of {Hour}, which is not under way: it is ended."
        )]
        public static partial void Stray(ILogger logger, string runId, HourWindow hour, long attempt);

        [LoggerMessage(3502, LogLevel.Warning, "Attempts that no run accounts for could not be looked for, or not be ended.")]
        public static partial void NotSwept(ILogger logger, Exception exception);
    }
}
