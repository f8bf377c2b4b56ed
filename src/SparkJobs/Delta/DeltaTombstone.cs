namespace Maas.SparkJobs.Delta;

/// <summary>A file that a commit removed: readers of older versions may still need it until a vacuum deletes it.</summary>
/// <param name="Path">Relative to the table's folder, as the object store names it.</param>
/// <param name="EncodedPath">The path as the log writes it.</param>
/// <param name="DeletedAt">When it was removed; null if the writer did not say, which means long ago.</param>
/// <param name="PartitionValues">The values of the partition columns, if the writer gave them.</param>
/// <param name="Bytes">Length, if the writer gave it.</param>
public sealed record DeltaTombstone(
    string Path,
    string EncodedPath,
    DateTimeOffset? DeletedAt,
    IReadOnlyDictionary<string, string?>? PartitionValues,
    long? Bytes
);
