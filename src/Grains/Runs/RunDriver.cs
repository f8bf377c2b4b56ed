using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>
/// Takes one run through its states. Every state is in the ledger before the act that it names, so that whatever state a dead coordinator
/// left is enough to go on from. Runs on the coordinator's scheduler; the ports work off it.
/// </summary>
internal sealed partial class RunDriver(
    HourLedger ledger,
    HourScan scan,
    RunWriter writer,
    IHourlyBatch batch,
    EngineWait engine,
    MergeBack mergeBack,
    InputGuard guard,
    RunMetrics metrics,
    RunsOptions options,
    TimeProvider time,
    ILogger<RunDriver> logger
)
{
    private const string Cancelled = "its run was cancelled";

    /// <summary>The run under way; null between runs.</summary>
    public ActiveRun? Active { get; private set; }

    /// <summary>
    /// Drives the run until it has ended. Cancelling <paramref name="stopping"/> leaves it as the ledger has it, for another driver to
    /// resume.
    /// </summary>
    public async Task DriveAsync(RunRecord run, CancellationToken stopping)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Active = new(run.Id, cancellation);
        try
        {
            RunReport? report = null;
            if (run.State.CanCancel())
            {
                (run, report) = await ComputeAsync(run, cancellation, stopping);
            }

            if (run.State == RunState.Committing)
            {
                run = await CommitAsync(run, report, stopping);
            }

            if (run.State == RunState.Merging)
            {
                run = await MergeAsync(run, Active, stopping);
            }

            metrics.Ended(run);
            Log.Ended(logger, run.Id, run.Hour, run.State, run.Attempt, run.Elapsed.TotalSeconds, run.Reason);
        }
        finally
        {
            Active = null;
            scan.Watch(run.Hour);
        }
    }

    /// <summary>From any state before the commit: an attempt's result, its books, and the decision to commit it.</summary>
    private async Task<(RunRecord Run, RunReport? Report)> ComputeAsync(
        RunRecord run,
        CancellationTokenSource cancellation,
        CancellationToken stopping
    )
    {
        try
        {
            // Read before the seal, so that every row counted here lies in a file that the attempt can read.
            var tallies = await scan.ReadTalliesAsync(run.Hour, stopping);
            (run, var report) = run.State == RunState.Planned ? (await SubmitAsync(run, stopping), null) : await TakeUpAsync(run, stopping);
            if (report is null && run.State.IsUnderWay())
            {
                (run, report) = await engine.ExecuteAsync(run, Active!, cancellation.Token, stopping);
            }

            return report is null ? (run, null) : (await CloseBooksAsync(run, tallies, report, stopping), report);
        }
        catch (Exception e) when (IsOutcome(e, stopping))
        {
            run = await writer.FindAsync(run);
            await DiscardAsync(run, run.CancelRequested ? Cancelled : e.Message, stopping);
            run = await writer.FollowAsync(run, Active!);
            return (run.CancelRequested ? await writer.CancelAsync(run) : await writer.FailAsync(run, e), null);
        }
    }

    /// <summary>
    /// An attempt that a stop cut short: its result counts if it was finished, it goes on where it is if its engine does, otherwise nothing
    /// of it is kept and the next one is submitted. A provisional one is done anew in any case, for delivery's counts have gone on since.
    /// </summary>
    private async Task<(RunRecord Run, RunReport? Report)> TakeUpAsync(RunRecord run, CancellationToken stopping)
    {
        Log.Resuming(logger, run.Id, run.Hour, run.State);
        // This process has not looked at the hour's files yet, and how a run ends depends on their mark.
        await scan.RefreshAsync(run.Hour, stopping);
        var lost = run.CancelRequested || run.Provisional;
        var report = lost ? null : await OffScheduler.RunAsync(() => batch.FindReportAsync(run.Order, stopping), stopping);
        if (report is not null)
        {
            return (await writer.BeginAsync(run), report);
        }

        if (!lost && await OffScheduler.RunAsync(() => batch.CanResumeAsync(run.Order, stopping), stopping))
        {
            return (run, null);
        }

        await DiscardAsync(run, run.CancelRequested ? Cancelled : "the process stopped in the middle of the attempt", stopping);
        if (run.CancelRequested)
        {
            return (await writer.CancelAsync(run), null);
        }

        return run.Resumes < options.ResumesMax
            ? (await SubmitAsync(run, stopping), null)
            : (await writer.FailAsync(run, $"the process stopped in the middle of each of its {run.Resumes + 1} attempts"), null);
    }

    private async Task<RunRecord> SubmitAsync(RunRecord run, CancellationToken stopping)
    {
        await scan.SealAsync(run.Hour, stopping);
        await scan.RefreshAsync(run.Hour, stopping);
        if (!run.DryRun && await FindLossAsync(run, stopping) is { } loss)
        {
            return await writer.MoveAsync(
                run,
                (entry, now) => entry.Refuse(run.Id, loss.ToString(), loss.Added > 0, scan.Mark(run.Hour), now, ledger.Policy)
            );
        }

        return await writer.MoveAsync(
            run,
            (entry, now) => entry.Submit(run.Id, scan.Mark(run.Hour), now < ledger.Policy.ClosesAt(run.Hour), now)
        );
    }

    private async Task<InputLoss?> FindLossAsync(RunRecord run, CancellationToken stopping)
    {
        var entry = await ledger.FindAsync(run.Hour);
        return entry is null ? null : await OffScheduler.RunAsync(() => guard.FindLossAsync(entry, stopping), stopping);
    }

    private async Task<RunRecord> CloseBooksAsync(
        RunRecord run,
        IReadOnlyList<HourTally> tallies,
        RunReport report,
        CancellationToken stopping
    )
    {
        var active = Active!;
        var books = BookKeeping.Balance(run.Hour, tallies, report, filesLag: run.Provisional && scan.FilesLag);
        metrics.Read(books);
        if (!books.Balanced)
        {
            await DiscardAsync(run, books.Failure, stopping);
            return await writer.FailAsync(run, books.Failure, Keep);
        }

        if (run.DryRun)
        {
            var differences = await OffScheduler.RunAsync(() => batch.CompareAsync(run.Order, report, stopping), stopping);
            await DiscardAsync(run, "it was a dry run", stopping);
            return await writer.MoveAsync(
                run,
                (entry, now) => Keep(entry).Compare(run.Id, differences).Succeed(run.Id, now, ledger.Policy)
            );
        }

        var decided = await writer.MoveAsync(
            run,
            (entry, now) => entry.Find(run.Id)!.CancelRequested ? entry : Keep(entry).Commit(run.Id, now)
        );
        if (decided.State == RunState.Committing)
        {
            return decided;
        }

        await DiscardAsync(run, Cancelled, stopping);
        return await writer.CancelAsync(decided);

        HourEntry Keep(HourEntry entry) => entry.Follow(run.Id, active.Steps, active.Cluster).Keep(run.Id, report, books);
    }

    /// <summary>
    /// From here on nothing is discarded: some tables may hold the attempt already. A failed commit is followed by a later attempt, which
    /// replaces whatever this one managed to add.
    /// </summary>
    private async Task<RunRecord> CommitAsync(RunRecord run, RunReport? report, CancellationToken stopping)
    {
        try
        {
            report ??= await OffScheduler.RunAsync(() => batch.FindReportAsync(run.Order, stopping), stopping);
            if (report is null)
            {
                return await writer.FailAsync(run, "the run's report is gone, so what it would have committed is unknown");
            }

            await OffScheduler.RunAsync(() => batch.CommitAsync(run.Order, report, stopping), stopping);
            return await writer.MoveAsync(run, (entry, now) => entry.Merge(run.Id, now));
        }
        catch (Exception e) when (IsOutcome(e, stopping))
        {
            return await writer.FailAsync(run, e);
        }
    }

    private async Task<RunRecord> MergeAsync(RunRecord run, ActiveRun active, CancellationToken stopping)
    {
        try
        {
            var (started, before, merged) = (time.GetTimestamp(), run.MergedDevices, run.MergedDevices);
            active.StartMerge(merged);
            long count;
            do
            {
                count = await mergeBack.MergeAsync(run.Order, merged, active, stopping);
                merged += count;
                run = await writer.MoveAsync(run, (entry, _) => entry.Progress(run.Id, merged));
            } while (count == mergeBack.StretchDevices);

            metrics.Merged(merged - before, time.GetElapsedTime(started));
            await ReopenAsync(run);
            return await writer.MoveAsync(run, (entry, now) => entry.Succeed(run.Id, now, ledger.Policy));
        }
        catch (Exception e) when (IsOutcome(e, stopping))
        {
            return await writer.FailAsync(run, e);
        }
    }

    /// <summary>The other hours are re-opened before this one ends, so that a crash between them repeats this and forgets none.</summary>
    private async Task ReopenAsync(RunRecord run)
    {
        foreach (var hour in run.Reopens)
        {
            if (await ledger.FindAsync(hour) is null)
            {
                continue;
            }

            await ledger.ChangeAsync(hour, entry => entry.Reopen(time.GetUtcNow()));
            scan.Watch(hour);
        }
    }

    /// <summary>Best effort: what cannot be removed now is invisible to the lake's readers, and housekeeping finds it.</summary>
    private async Task DiscardAsync(RunRecord run, string because, CancellationToken stopping)
    {
        if (run.Attempt == 0)
        {
            return;
        }

        try
        {
            await OffScheduler.RunAsync(() => batch.DiscardAsync(run.Order, because, stopping), stopping);
        }
        catch (Exception e) when (IsOutcome(e, stopping))
        {
            Log.NotDiscarded(logger, e, run.Id, run.Attempt);
        }
    }

    /// <summary>
    /// Whether a failure is the run's. It is not when the ledger is out of reach, for then nothing can be decided, nor when the coordinator
    /// itself stops.
    /// </summary>
    private static bool IsOutcome(Exception e, CancellationToken stopping) =>
        e is not (LedgerUnavailableException or LedgerLostException) && !stopping.IsCancellationRequested;

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Information, "Run {RunId} of {Hour} goes on from {State}.")]
        public static partial void Resuming(ILogger logger, string runId, HourWindow hour, RunState state);

        [LoggerMessage(3102, LogLevel.Information, "Run {RunId} of {Hour} ended as {State}: attempt {Attempt}, {Seconds:0.0} s. {Reason}")]
        public static partial void Ended(
            ILogger logger,
            string runId,
            HourWindow hour,
            RunState state,
            long attempt,
            double seconds,
            string reason
        );

        [LoggerMessage(3103, LogLevel.Warning, "What attempt {Attempt} of run {RunId} wrote could not be removed.")]
        public static partial void NotDiscarded(ILogger logger, Exception exception, string runId, long attempt);
    }
}
