namespace Maas.SparkJobs.Delta;

/// <summary>A Parquet file that is part of a table's version.</summary>
/// <param name="Path">Relative to the table's folder, as the object store names it.</param>
/// <param name="EncodedPath">The path as the log writes it; a removal must repeat it letter by letter.</param>
/// <param name="PartitionValues">The text of each partition column's value; null where the column is null.</param>
/// <param name="Bytes">Length.</param>
/// <param name="ModifiedAt">When it was written.</param>
/// <param name="Statistics">Delta's <c>stats</c> JSON, or null.</param>
/// <param name="Tags">Whatever the writer noted.</param>
public sealed record DeltaFile(
    string Path,
    string EncodedPath,
    IReadOnlyDictionary<string, string?> PartitionValues,
    long Bytes,
    DateTimeOffset ModifiedAt,
    string? Statistics,
    IReadOnlyDictionary<string, string?> Tags
);
