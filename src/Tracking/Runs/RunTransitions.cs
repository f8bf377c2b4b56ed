using System.Collections.Immutable;

namespace Maas.Tracking.Runs;

/// <summary>A state entered, and when.</summary>
public sealed record RunTransition(RunState State, DateTimeOffset At);

/// <summary>The legal moves of a run. A move that is not listed is a bug of the coordinator, never an outcome.</summary>
public static class RunTransitions
{
    /// <summary>Whether nothing follows the state.</summary>
    public static bool IsEnded(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>Whether an attempt is under way: the run holds the coordinator.</summary>
    public static bool IsUnderWay(this RunState state) =>
        state is RunState.Submitted or RunState.Running or RunState.Committing or RunState.Merging;

    /// <summary>Whether the run can still be stopped without an effect on the lake.</summary>
    public static bool CanCancel(this RunState state) => state is RunState.Planned or RunState.Submitted or RunState.Running;

    /// <summary>
    /// Whether a run may go from one state to the other. A dry run never commits: it ends where another begins to. An attempt cut short
    /// is followed by a new one, so <see cref="RunState.Submitted"/> may follow itself and <see cref="RunState.Running"/>.
    /// </summary>
    public static bool IsLegal(RunState from, RunState to, bool dryRun) =>
        (from, to) switch
        {
            (RunState.Planned, RunState.Submitted or RunState.Failed or RunState.Cancelled) => true,
            (RunState.Submitted, RunState.Submitted or RunState.Running or RunState.Failed or RunState.Cancelled) => true,
            (RunState.Running, RunState.Submitted or RunState.Failed or RunState.Cancelled) => true,
            (RunState.Running, RunState.Committing) => !dryRun,
            (RunState.Running, RunState.Succeeded) => dryRun,
            (RunState.Committing, RunState.Merging or RunState.Failed) => !dryRun,
            (RunState.Merging, RunState.Succeeded or RunState.Failed) => !dryRun,
            _ => false,
        };

    /// <summary>The run in its next state.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public static RunRecord Enter(this RunRecord run, RunState state, DateTimeOffset at) =>
        IsLegal(run.State, state, run.DryRun)
            ? run with
            {
                State = state,
                Transitions = Bounded(run.Transitions.Add(new(state, at))),
            }
            : throw new InvalidOperationException($"Run {run.Id} cannot go from {run.State} to {state}.");

    private static ImmutableArray<RunTransition> Bounded(ImmutableArray<RunTransition> transitions) =>
        transitions.Length <= RunRecord.TransitionsMax
            ? transitions
            : [transitions[0], .. transitions.AsSpan()[(transitions.Length - RunRecord.TransitionsMax + 1)..]];
}
