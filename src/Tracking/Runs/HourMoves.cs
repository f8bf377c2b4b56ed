using System.Collections.Immutable;

namespace Maas.Tracking.Runs;

/// <summary>Every change of an hour of the ledger, as a pure function of the entry. The caller stores the result before it acts on it.</summary>
public static class HourMoves
{
    /// <summary>Adds a planned run.</summary>
    public static HourEntry Plan(this HourEntry entry, RunRecord run, LedgerPolicy policy) =>
        entry with
        {
            Runs = entry.Bounded(entry.Runs.Add(run), policy),
        };

    /// <summary>
    /// Begins an attempt with the hour's next number; a run that was cut short counts that. The mark is that of the files which the attempt
    /// is about to read, or an older one.
    /// </summary>
    public static HourEntry Submit(this HourEntry entry, string runId, string mark, bool provisional, DateTimeOffset at)
    {
        var attempt = entry.LastAttempt + 1;
        var next = entry.Change(
            runId,
            run =>
                run.Enter(RunState.Submitted, at) with
                {
                    Attempt = attempt,
                    Mark = mark,
                    Provisional = provisional,
                    Resumes = run.State == RunState.Planned ? 0 : run.Resumes + 1,
                    Cluster = null,
                    Steps = [],
                }
        );
        return next with { LastAttempt = attempt };
    }

    /// <summary>The engine has begun.</summary>
    public static HourEntry Begin(this HourEntry entry, string runId, DateTimeOffset at) =>
        entry.Change(runId, run => run.Enter(RunState.Running, at));

    /// <summary>What the engine has told of the attempt so far.</summary>
    public static HourEntry Follow(this HourEntry entry, string runId, IEnumerable<RunStep> steps, RunCluster? cluster) =>
        entry.Change(runId, run => run with { Steps = Bounded(steps), Cluster = Bounded(cluster) ?? run.Cluster });

    /// <summary>What an attempt read; stored together with the move that follows from it.</summary>
    public static HourEntry Keep(this HourEntry entry, string runId, RunReport report, BooksResult books) =>
        entry.Change(
            runId,
            run =>
                run with
                {
                    Engine = report.Engine,
                    Books = books.Total,
                    Apps = Largest(books.Apps),
                    ChangedDevices = report.ChangedDevices,
                    OverlinkedIds = report.OverlinkedIds,
                    UnfinishedLinks = report.UnfinishedLinks,
                    Steps = Bounded(report.Steps),
                    RefusedFiles =
                    [
                        .. report.RefusedFiles.Take(RunRecord.FilesMax).Select(f => f with { Reason = RunText.OneLine(f.Reason) }),
                    ],
                    Reopens = [.. report.Reopens.Distinct().Where(hour => hour != run.Hour).Order().Take(RunRecord.ReopensMax)],
                }
        );

    /// <summary>What a dry run would change; its examples stay beside the run.</summary>
    public static HourEntry Compare(this HourEntry entry, string runId, IEnumerable<TableDifference> differences) =>
        entry.Change(
            runId,
            run => run with { Differences = [.. differences.Take(RunRecord.TablesMax).Select(table => table with { Examples = [] })] }
        );

    /// <summary>The books balance: the attempt is about to be committed.</summary>
    public static HourEntry Commit(this HourEntry entry, string runId, DateTimeOffset at) =>
        entry.Change(runId, run => run.Enter(RunState.Committing, at));

    /// <summary>The lake holds the attempt.</summary>
    public static HourEntry Merge(this HourEntry entry, string runId, DateTimeOffset at) =>
        entry.Change(runId, run => run.Enter(RunState.Merging, at)) with
        {
            LakeRunId = runId,
        };

    /// <summary>So many devices are merged back for certain.</summary>
    public static HourEntry Progress(this HourEntry entry, string runId, long merged) =>
        entry.Change(runId, run => run with { MergedDevices = merged });

    /// <summary>Ends a run well. Only a run submitted after the hour's close makes the hour done.</summary>
    public static HourEntry Succeed(this HourEntry entry, string runId, DateTimeOffset at, LedgerPolicy policy)
    {
        var run = entry.Get(runId);
        var next = entry.Change(runId, r => r.Enter(RunState.Succeeded, at) with { Tries = entry.Tries }).Tidy(runId, policy);
        return run.DryRun || run.Provisional
            ? next
            : next with
            {
                DoneMark = run.Mark,
                TriedMark = null,
                Tries = 0,
                Reason = "",
                RetryAt = null,
                Parked = false,
                ReopenedAt = entry.ReopenedAt > run.SubmittedAt ? entry.ReopenedAt : null,
            };
    }

    /// <summary>
    /// Ends a run badly. What does not concern the hour's own standing is no try of it: a dry run, a run of an hour not closed yet, a
    /// repetition of a done hour that failed before it touched the lake. The mark is that of the files as they are, for a run that failed
    /// before it was submitted.
    /// </summary>
    public static HourEntry Fail(this HourEntry entry, string runId, string reason, string mark, DateTimeOffset at, LedgerPolicy policy)
    {
        entry = entry.Change(runId, r => r with { Steps = RunText.Stopped(r.Steps, RunStepState.Failed, at) });
        var run = entry.Get(runId);
        reason = RunText.OneLine(reason);
        var touched = run.State is RunState.Committing or RunState.Merging;
        if (run.DryRun || run.Provisional || (!touched && entry.IsDone(mark)))
        {
            return entry.Change(runId, r => r.Enter(RunState.Failed, at) with { Reason = reason }).Tidy(runId, policy);
        }

        var tried = run.SubmittedAt is null ? mark : run.Mark;
        var tries = entry.Tries > 0 && string.Equals(tried, entry.TriedMark, StringComparison.Ordinal) ? entry.Tries + 1 : 1;
        var told = !OutcomeRules.IsFailureTold(entry, run, tries, reason, policy);
        var next = entry.Change(runId, r => r.Enter(RunState.Failed, at) with { Reason = reason, Tries = tries, Told = told });
        return next.Tidy(runId, policy) with
        {
            DoneMark = touched ? null : entry.DoneMark,
            TriedMark = tried,
            Tries = tries,
            Reason = reason,
            RetryAt = at + policy.Backoff(tries),
            Parked = false,
        };
    }

    /// <summary>
    /// Ends a run because somebody asked for it. An hour that is not done is then left alone until asked for, or until its files change.
    /// </summary>
    public static HourEntry Cancel(this HourEntry entry, string runId, string mark, DateTimeOffset at, LedgerPolicy policy)
    {
        const string Reason = "cancelled on request";
        var run = entry.Get(runId);
        var next = entry
            .Change(
                runId,
                r =>
                    r.Enter(RunState.Cancelled, at) with
                    {
                        Reason = Reason,
                        CancelRequested = true,
                        Steps = RunText.Stopped(r.Steps, RunStepState.Cancelled, at),
                    }
            )
            .Tidy(runId, policy);
        return run.DryRun || run.Provisional || entry.IsDone(mark)
            ? next
            : next with
            {
                Parked = true,
                TriedMark = mark,
                Reason = Reason,
                RetryAt = null,
            };
    }

    /// <summary>
    /// Ends a run that would do harm, for raw files behind the lake's rows are gone. When no file waits to be taken up, the files as they are
    /// become the hour's own and nobody need know; otherwise the hour is left alone until asked for, or until its files change.
    /// </summary>
    public static HourEntry Refuse(
        this HourEntry entry,
        string runId,
        string reason,
        bool filesWait,
        string mark,
        DateTimeOffset at,
        LedgerPolicy policy
    )
    {
        reason = RunText.OneLine(reason);
        var quiet = !filesWait && !entry.Get(runId).Requested;
        var state = quiet ? RunState.Cancelled : RunState.Failed;
        var next = entry.Change(runId, r => r.Enter(state, at) with { Reason = reason, Told = quiet }).Tidy(runId, policy);
        return filesWait
            ? next with
            {
                Parked = true,
                TriedMark = mark,
                Reason = reason,
                RetryAt = null,
            }
            : next with
            {
                DoneMark = mark,
                ReopenedAt = null,
            };
    }

    /// <summary>Notes that somebody wants the run stopped.</summary>
    public static HourEntry AskToCancel(this HourEntry entry, string runId) =>
        entry.Change(runId, run => run.State.CanCancel() ? run with { CancelRequested = true } : run);

    /// <summary>
    /// The run of another hour changed what this hour's run would find, so it is tried anew. An hour without a run to redo is left as it is.
    /// </summary>
    public static HourEntry Reopen(this HourEntry entry, DateTimeOffset at) =>
        entry.DoneMark is null ? entry : entry with { ReopenedAt = at, Parked = false, Tries = 0, RetryAt = null };

    /// <summary>The lake turned out to hold a later attempt than the ledger knew.</summary>
    public static HourEntry RaiseAttempt(this HourEntry entry, long attempt) =>
        entry with
        {
            LastAttempt = Math.Max(entry.LastAttempt, attempt),
        };

    /// <summary>
    /// Takes up an hour that the lake holds and the ledger does not know: its state was lost. With the mark of the files that the run read
    /// the hour is done; with another it counts as re-opened.
    /// </summary>
    public static HourEntry Adopt(this HourEntry entry, RunRecord run, string mark) =>
        entry.LakeRunId is not null
            ? entry
            : entry with
            {
                LastAttempt = Math.Max(entry.LastAttempt, run.Attempt),
                DoneMark = mark,
                LakeRunId = run.Id,
                Runs = [run, .. entry.Runs],
            };

    /// <summary>Somebody was told of the run's end.</summary>
    public static HourEntry Tell(this HourEntry entry, string runId) => entry.Change(runId, run => run with { Told = true });

    /// <summary>Whether the lake holds what a run of these files would find.</summary>
    private static bool IsDone(this HourEntry entry, string mark) =>
        entry.ReopenedAt is null && string.Equals(mark, entry.DoneMark, StringComparison.Ordinal);

    private static RunRecord Get(this HourEntry entry, string runId) =>
        entry.Find(runId) ?? throw new InvalidOperationException($"The ledger holds no run {runId} of hour {entry.Hour}.");

    private static HourEntry Change(this HourEntry entry, string runId, Func<RunRecord, RunRecord> change)
    {
        var run = entry.Get(runId);
        return entry with { Runs = entry.Runs.Replace(run, change(run)) };
    }

    /// <summary>The largest apps; the others are summed, so that the total still holds.</summary>
    private static ImmutableArray<AppBooks> Largest(IReadOnlyList<AppBooks> apps)
    {
        if (apps.Count <= RunRecord.AppsMax)
        {
            return [.. apps];
        }

        var bySize = apps.OrderByDescending(a => a.Books.Read + a.Books.Delivered).ToList();
        var rest = bySize.Skip(RunRecord.AppsMax - 1).Aggregate(Books.Empty, (sum, app) => sum + app.Books);
        var largest = bySize.Take(RunRecord.AppsMax - 1).OrderBy(a => a.App, StringComparer.Ordinal);
        return [.. largest, new AppBooks(RunRecord.OtherApps, rest)];
    }

    /// <summary>Shortens what came before the run that has just ended.</summary>
    private static HourEntry Tidy(this HourEntry entry, string endedRunId, LedgerPolicy policy) =>
        entry with
        {
            Runs = entry.Bounded([.. entry.Runs.Select(run => run.IsSettled && run.Id != endedRunId ? run.Summarise() : run)], policy),
        };

    /// <summary>Forgets the oldest, but not what has work left, nor the run behind the lake's rows.</summary>
    private static ImmutableArray<RunRecord> Bounded(this HourEntry entry, ImmutableArray<RunRecord> runs, LedgerPolicy policy)
    {
        var excess = runs.Length - policy.RunsKeptPerHour;
        return excess <= 0 ? runs : runs.RemoveRange(runs.Where(run => run.IsSettled && run.Id != entry.LakeRunId).Take(excess));
    }

    private static ImmutableArray<RunStep> Bounded(IEnumerable<RunStep> steps)
    {
        var logs = 0;
        return
        [
            .. steps
                .Take(RunRecord.StepsMax)
                .Select(step => step with { Log = step.Log is { } log && logs++ < RunRecord.StepLogsMax ? RunText.Short(log) : null }),
        ];
    }

    private static RunCluster? Bounded(RunCluster? cluster) =>
        cluster is null
            ? null
            : cluster with
            {
                Id = RunText.Short(cluster.Id),
                State = RunText.Short(RunText.OneLine(cluster.State)),
                Logs = cluster.Logs is { } logs ? RunText.Short(logs) : null,
            };
}
