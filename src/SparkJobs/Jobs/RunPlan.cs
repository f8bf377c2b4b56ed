namespace Maas.SparkJobs.Jobs;

/// <summary>What an engine is to do: relations to read, then steps in order. Every engine executes the same plan.</summary>
internal sealed record RunPlan(IReadOnlyList<Relation> Relations, IReadOnlyList<PlanStep> Steps);
