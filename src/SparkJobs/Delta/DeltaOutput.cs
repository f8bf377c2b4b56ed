namespace Maas.SparkJobs.Delta;

/// <summary>A Parquet file that an engine has written and that is to be committed.</summary>
/// <param name="Path">Relative to the table's folder.</param>
/// <param name="Bytes">Length.</param>
/// <param name="PartitionValues">Partition columns and their values as text; a column without one is null.</param>
internal sealed record DeltaOutput(string Path, long Bytes, IReadOnlyDictionary<string, string> PartitionValues);
