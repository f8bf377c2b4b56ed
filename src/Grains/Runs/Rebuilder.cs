using System.Collections.Immutable;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Rebuilds the registry from the lake: drops it, takes up the hours that the ledger has lost, merges every hour's changed devices back, the
/// newest hour first, and has the hours run that the lake does not hold yet. Merging is a join, so neither the order nor a repetition
/// matters. It runs between the runs of hours, on the coordinator's scheduler.
/// </summary>
internal sealed partial class Rebuilder(
    RebuildLedger rebuild,
    HourLedger ledger,
    HourScan scan,
    IHourlyBatch batch,
    IRawStore raw,
    IRegistryDrop registry,
    MergeBack mergeBack,
    RunMetrics metrics,
    RunsOptions options,
    TimeProvider time,
    ILogger<Rebuilder> logger
)
{
    private bool _hasLookedForLoss;

    /// <summary>The rebuild under way, which knows more than its record; null between rebuilds.</summary>
    public ActiveRun? Active { get; private set; }

    /// <summary>Begins a rebuild, unless one is under way. Who calls wakes the loop.</summary>
    public async Task<RebuildRecord> BeginAsync()
    {
        var now = time.GetUtcNow();
        return await rebuild.ChangeAsync(latest =>
            latest is { IsUnderWay: true } ? latest : RebuildRecord.Begin(RunIds.FormatRebuild(now), now)
        );
    }

    /// <summary>Does the rebuild under way to its end, from wherever an earlier process left it. False when there is none.</summary>
    public async Task<bool> RunIfDueAsync(CancellationToken stopping)
    {
        await rebuild.LoadAsync();
        if (rebuild.Latest is null)
        {
            await BeginIfStateIsLostAsync(stopping);
        }

        if (rebuild.Latest is not { IsUnderWay: true } latest)
        {
            return false;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Active = new(latest.Id, cancellation);
        try
        {
            Log.Begins(logger, latest.Id, latest.State);
            var orders = await OffScheduler.RunAsync(() => batch.ListCommittedAsync(stopping), stopping);
            if (latest.State == RebuildState.Dropping)
            {
                latest = await DropAsync(orders, stopping);
            }

            foreach (var order in orders.Reverse().Where(order => latest.Next is not { } next || order.Hour <= next))
            {
                await RestoreAsync(order, Active, stopping);
            }

            var tail = await PlanTailAsync(stopping);
            latest = await rebuild.ChangeAsync(record => record!.End("", tail, time.GetUtcNow()));
        }
        catch (Exception e) when (IsOutcome(e) && !stopping.IsCancellationRequested)
        {
            Log.Failed(logger, e, latest.Id);
            latest = await rebuild.ChangeAsync(record => record!.End(e.Message, [], time.GetUtcNow()));
        }
        finally
        {
            Active = null;
        }

        Log.Ended(logger, latest.Id, latest.State, latest.HoursDone, latest.Merged, latest.Reason);
        return true;
    }

    /// <summary>A ledger without a day beside a lake with hours: the state was lost, and is rebuilt before anything is run again.</summary>
    private async Task BeginIfStateIsLostAsync(CancellationToken stopping)
    {
        if (_hasLookedForLoss || !ledger.Index.Days.IsEmpty)
        {
            return;
        }

        var orders = await OffScheduler.RunAsync(() => batch.ListCommittedAsync(stopping), stopping);
        _hasLookedForLoss = true;
        if (orders.Count == 0)
        {
            return;
        }

        Log.StateIsLost(logger, orders.Count);
        await BeginAsync();
    }

    private async Task<RebuildRecord> DropAsync(IReadOnlyList<RunOrder> orders, CancellationToken stopping)
    {
        var dropped = await OffScheduler.RunAsync(() => registry.DropAsync(stopping), stopping);
        var unknown = new List<(RunRecord Run, string Mark)>();
        foreach (var order in orders)
        {
            if (await ledger.FindAsync(order.Hour) is not { LakeRunId: not null })
            {
                unknown.Add(await DescribeAsync(order, stopping));
            }
        }

        if (unknown.Count > 0)
        {
            await ledger.AdoptAsync(unknown);
        }

        return await rebuild.ChangeAsync(record => record!.Restore(dropped, orders.Count, unknown.Count));
    }

    /// <summary>The run as the ledger will know it. The hour counts as done if its raw files are those that the run read.</summary>
    private async Task<(RunRecord Run, string Mark)> DescribeAsync(RunOrder order, CancellationToken stopping)
    {
        var report =
            await OffScheduler.RunAsync(() => batch.FindReportAsync(order, stopping), stopping)
            ?? throw new InvalidDataException($"{order.Folder} has no report of attempt {order.Attempt}, whose rows the lake holds");
        await scan.RefreshAsync(order.Hour, stopping);
        var files = await OffScheduler.RunAsync(() => raw.ListFilesAsync(order.Hour, stopping), stopping);
        var read = report.Inputs.Select(file => file.Key).Concat(report.RefusedFiles.Select(file => file.Key));
        var isSame = read.ToHashSet(StringComparer.Ordinal).SetEquals(files.Select(file => file.Key));
        return (RunRecord.Adopt(order, report, time.GetUtcNow()), isSame ? scan.Mark(order.Hour) : "");
    }

    private async Task RestoreAsync(RunOrder order, ActiveRun active, CancellationToken stopping)
    {
        var report = await OffScheduler.RunAsync(() => batch.FindReportAsync(order, stopping), stopping);
        long count;
        do
        {
            var merged = rebuild.Latest!.Next == order.Hour ? rebuild.Latest.NextMerged : 0;
            active.StartMerge(rebuild.Latest.Merged);
            var started = time.GetTimestamp();
            count = await mergeBack.MergeAsync(order, merged, active, stopping);
            metrics.Merged(count, time.GetElapsedTime(started));
            await rebuild.ChangeAsync(record => record!.Progress(order.Hour, count));
        } while (count == mergeBack.StretchDevices);

        await rebuild.ChangeAsync(record => record!.Finish(order.Hour, report?.ChangedDevices ?? long.MaxValue));
    }

    /// <summary>Recent hours that the lake does not hold as they are, the one still open among them.</summary>
    private async Task<ImmutableArray<string>> PlanTailAsync(CancellationToken stopping)
    {
        var current = HourWindow.Of(time.GetUtcNow());
        var tail = new List<HourWindow>();
        foreach (var hour in await scan.FindAsync(current - options.RecentHours, current + 1, stopping))
        {
            if (scan.Judge(await ledger.FindAsync(hour) ?? HourEntry.Empty(hour)).State != HourState.Done)
            {
                tail.Add(hour);
            }
        }

        return tail.Count == 0 ? [] : [.. (await ledger.PlanAsync(tail, dryRun: false)).Select(run => run.Id)];
    }

    /// <summary>
    /// Whether a failure ends the rebuild. It does not when the ledger is out of reach, nor when a part of the registry is that must be
    /// dropped: nothing may run beside a registry that is gone in part, so the work pauses and the next tick goes on.
    /// </summary>
    private static bool IsOutcome(Exception e) =>
        e is not (LedgerUnavailableException or LedgerLostException or RegistryUnavailableException);

    private static partial class Log
    {
        [LoggerMessage(3701, LogLevel.Warning, "The ledger is empty and the lake holds {Hours} hours: the state was lost and is rebuilt.")]
        public static partial void StateIsLost(ILogger logger, int hours);

        [LoggerMessage(3702, LogLevel.Information, "Rebuild {Id} of the registry goes on from {State}.")]
        public static partial void Begins(ILogger logger, string id, RebuildState state);

        [LoggerMessage(3703, LogLevel.Error, "Rebuild {Id} of the registry failed.")]
        public static partial void Failed(ILogger logger, Exception exception, string id);

        [LoggerMessage(
            3704,
            LogLevel.Information,
            "Rebuild {Id} of the registry ended as {State}: {Hours} hours, {Devices} devices merged. {Reason}"
        )]
        public static partial void Ended(ILogger logger, string id, RebuildState state, int hours, long devices, string reason);
    }
}
