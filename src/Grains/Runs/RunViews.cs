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
            Differences = [.. run.Differences.Select(From)],
            Steps = [.. Steps(run, live).Select(From)],
            Cluster = (live?.Cluster ?? run.Cluster) is { } c ? new(c.Id, c.State, c.Logs, c.CostUsd) : null,
            Engine = run.Engine,
            RefusedFiles = [.. run.RefusedFiles.Select(f => new RefusedFileView(f.Key, f.Reason))],
            Reopens = [.. run.Reopens.Select(hour => hour.Start)],
            Backfill = run.Backfill,
            OverlinkedIds = run.OverlinkedIds,
            UnfinishedLinks = run.UnfinishedLinks,
        };
    }

    public static TableDifferenceView From(TableDifference table) =>
        new(
            table.Table,
            table.RowsAdded,
            table.RowsRemoved,
            table.RowsUnchanged,
            table.RowsChanged,
            [
                .. table.Examples.Select(row => new RowExampleView(
                    row.Change,
                    [.. row.Fields.Select(field => new FieldExampleView(field.Name, field.Before, field.After))]
                )),
            ]
        );

    /// <summary>Housekeeping in the shape of a run: it has steps and an end, and nothing of an hour.</summary>
    public static RunView From(MaintenanceRun run, ActiveRun? active)
    {
        var steps = active?.RunId == run.Id ? active.Steps : run.Steps;
        var started = new TransitionView(RunState.Running, run.StartedAt);
        return new()
        {
            Id = run.Id,
            Kind = RunKind.Maintenance,
            State = run.State,
            Reason = run.Reason,
            Attempt = 1,
            Provisional = false,
            DryRun = false,
            Transitions = run.EndedAt is { } endedAt ? [started, new(run.State, endedAt)] : [started],
            Steps = [.. steps.Select(From)],
        };
    }

    public static RebuildView From(RebuildRecord rebuild, ActiveRun? active) =>
        new()
        {
            Id = rebuild.Id,
            State = rebuild.State,
            Reason = rebuild.Reason,
            StartedAt = rebuild.StartedAt,
            EndedAt = rebuild.EndedAt,
            Dropped = rebuild.Dropped,
            Hours = rebuild.Hours,
            HoursDone = rebuild.HoursDone,
            Devices = Math.Max(rebuild.Merged, active?.RunId == rebuild.Id ? active.Merged : 0),
            Adopted = rebuild.Adopted,
            Lost = [.. rebuild.Lost.Select(hour => hour.Start)],
            Runs = rebuild.Runs,
        };

    public static BackfillView From(BackfillProgress progress) =>
        new()
        {
            Id = progress.Backfill.Id,
            From = progress.Backfill.From.Start,
            To = progress.Backfill.To.Start,
            DryRun = progress.Backfill.DryRun,
            RequestedAt = progress.Backfill.RequestedAt,
            EndedAt = progress.EndedAt,
            Planned = progress.Planned,
            UnderWay = progress.UnderWay,
            Succeeded = progress.Succeeded,
            Failed = progress.Failed,
            Cancelled = progress.Cancelled,
            Next = progress.Next?.Start,
            Books = From(progress.Books)!,
            Failures = [.. progress.Failures.Select(failure => new BackfillFailureView(failure.Hour.Start, failure.RunId, failure.Reason))],
        };

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

    private static StepView From(RunStep step) => new(step.Name, step.StartedAt, step.Elapsed, step.Rows, step.State, step.Log);

    private static BooksView? From(Books? b) =>
        b is null
            ? null
            : new(b.Delivered, b.SetAside, b.Repeated, b.Refused, b.Read, b.Surplus, b.Matched, b.Unmatched, b.Duplicate, b.Bad);
}
