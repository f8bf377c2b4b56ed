using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines;

/// <summary>What a plan gave.</summary>
/// <param name="Steps">The steps with their times.</param>
/// <param name="Rows">The rows handed back, by target: columns in the order of the statement, null as null.</param>
internal sealed record EngineResult(IReadOnlyList<RunStep> Steps, IReadOnlyDictionary<string, IReadOnlyList<object?[]>> Rows);
