using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Jobs;

/// <summary>What an engine is to do: relations to read, then steps in order. Every engine executes the same plan.</summary>
internal sealed record RunPlan(IReadOnlyList<Relation> Relations, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>Unique to the attempt, safe in paths, such as <c>2026112210-3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the plan is of; null for housekeeping.</summary>
    public RunOrder? Order { get; init; }

    /// <summary>An earlier process handed the plan over: it has its relations, and this one waits for the result.</summary>
    public bool IsTakenUp { get; init; }

    /// <summary>The object key of a folder that is the attempt's own, without a slash at its end: for what an engine leaves beside the run.</summary>
    public required string Folder { get; init; }

    /// <summary>The object key of the engine's log, if it keeps one.</summary>
    public required string LogKey { get; init; }
}
