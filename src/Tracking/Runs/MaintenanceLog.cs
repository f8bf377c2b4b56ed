using System.Collections.Immutable;

namespace Maas.Tracking.Runs;

/// <summary>The ledger's page of housekeeping: its latest runs. Each change is stored before what it names is done.</summary>
public sealed record MaintenanceLog
{
    public static MaintenanceLog Empty { get; } = new();

    /// <summary>Runs ever begun: the number in an id.</summary>
    public long Sequence { get; init; }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<MaintenanceRun> Runs { get; init; } = [];

    /// <summary>The run under way, of which there is at most one.</summary>
    public MaintenanceRun? UnderWay => Runs is [.., { State: RunState.Running } last] ? last : null;

    public MaintenanceLog Begin(DateTimeOffset at, int runsMax)
    {
        var run = new MaintenanceRun
        {
            Id = RunIds.FormatMaintenance(at, Sequence + 1),
            State = RunState.Running,
            StartedAt = at,
        };
        return new() { Sequence = Sequence + 1, Runs = [.. Runs.Add(run).TakeLast(runsMax)] };
    }

    /// <summary>Ends the run under way; a reason means that it failed.</summary>
    public MaintenanceLog End(string reason, IEnumerable<RunStep> steps, DateTimeOffset at)
    {
        var run = UnderWay ?? throw new InvalidOperationException("No housekeeping is under way.");
        var ended = run with
        {
            State = reason.Length == 0 ? RunState.Succeeded : RunState.Failed,
            EndedAt = at,
            Reason = RunText.OneLine(reason),
            Steps = RunText.Stopped([.. steps.Take(MaintenanceRun.StepsMax)], RunStepState.Failed, at),
            Told = reason.Length == 0 || !IsNews(reason),
        };
        return this with { Runs = Runs.SetItem(Runs.Length - 1, ended) };
    }

    public MaintenanceLog Tell(string runId) =>
        this with
        {
            Runs = [.. Runs.Select(run => run.Id == runId ? run with { Told = true } : run)],
        };

    /// <summary>Whether a failure of the run under way is to be told: the run before did not fail for the same reason.</summary>
    private bool IsNews(string reason) =>
        Runs is not [.., { State: RunState.Failed } before, _] || !OutcomeRules.IsSame(before.Reason, RunText.OneLine(reason));
}
