using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines;

/// <summary>What a plan gave.</summary>
/// <param name="Steps">The steps with their times.</param>
/// <param name="Outputs">The files written, by output name. Paths are object keys relative to the output's folder.</param>
/// <param name="Rows">The rows handed back, by target: columns in the order of the statement, null as null.</param>
internal sealed record EngineResult(
    IReadOnlyList<RunStep> Steps,
    IReadOnlyDictionary<string, IReadOnlyList<OutputFile>> Outputs,
    IReadOnlyDictionary<string, IReadOnlyList<object?[]>> Rows
);

/// <summary>A Parquet file that an engine wrote.</summary>
/// <param name="Path">Relative to the output's folder.</param>
/// <param name="DividedValue">The value of the column by which the output is divided, or null.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Statistics">Delta's <c>stats</c> JSON.</param>
internal sealed record OutputFile(string Path, string? DividedValue, long Bytes, long Rows, string Statistics);
