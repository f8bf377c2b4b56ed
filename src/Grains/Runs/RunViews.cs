using System.Collections.Immutable;
using Maas.Contracts.Runs;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>The ledger's records as they are told.</summary>
internal static class RunViews
{
    /// <param name="run">The run as stored.</param>
    /// <param name="active">The run under way, which knows more than the ledger of its own run.</param>
    public static RunView From(RunRecord run, ActiveRun? active)
    {
        var live = active?.RunId == run.Id ? active : null;
        return new()
        {
            Id = run.Id,
            Hour = run.Hour.Start,
            State = run.State,
            Reason = run.Reason,
            Attempt = run.Attempt,
            Provisional = run.Provisional,
            DryRun = run.DryRun,
            Requested = run.Requested,
            Books = From(run.Books),
            Apps = [.. run.Apps.Select(app => new AppBooksView(app.App, From(app.Books)!))],
            Transitions = [.. run.Transitions.Select(t => new TransitionView(t.State, t.At))],
            ChangedDevices = run.ChangedDevices,
            MergedDevices = Math.Max(run.MergedDevices, live?.Merged ?? 0),
            Differences = [.. run.Differences.Select(d => new TableDifferenceView(d.Table, d.RowsAdded, d.RowsRemoved, d.RowsUnchanged))],
            Steps = [.. Steps(run, live).Select(s => new StepView(s.Name, s.StartedAt, s.Elapsed, s.Rows, s.State, s.Log))],
            Cluster = (live?.Cluster ?? run.Cluster) is { } c ? new(c.Id, c.State, c.Logs, c.CostUsd) : null,
            Engine = run.Engine,
            RefusedFiles = [.. run.RefusedFiles.Select(f => new RefusedFileView(f.Key, f.Reason))],
            Reopens = [.. run.Reopens.Select(hour => hour.Start)],
        };
    }

    public static HourView From(HourEntry entry, HourVerdict verdict)
    {
        var lake = entry.LakeRunId is null ? null : entry.Find(entry.LakeRunId);
        var latest = entry.Runs.LastOrDefault(run => run.State.IsUnderWay()) ?? entry.Runs.LastOrDefault(run => !run.DryRun);
        var shown = verdict.State == HourState.Done ? lake ?? latest : latest ?? lake;
        return new()
        {
            Hour = entry.Hour.Start,
            State = verdict.State,
            RunId = verdict.State == HourState.Done ? entry.LakeRunId ?? latest?.Id : latest?.Id ?? entry.LakeRunId,
            Tries = entry.Tries,
            Reason = verdict.State == HourState.Done ? "" : entry.Reason,
            DueAt = verdict.DueAt,
            Books = From((shown?.Books is null ? lake : shown)?.Books),
        };
    }

    /// <summary>While the engine works, memory knows its steps better than the ledger does.</summary>
    private static ImmutableArray<RunStep> Steps(RunRecord run, ActiveRun? live) =>
        run.State.CanCancel() && live is { Steps.IsEmpty: false } ? live.Steps : run.Steps;

    private static BooksView? From(Books? b) =>
        b is null
            ? null
            : new(b.Delivered, b.SetAside, b.Repeated, b.Refused, b.Read, b.Surplus, b.Matched, b.Unmatched, b.Duplicate, b.Bad);
}
