namespace Maas.SparkJobs.Delta;

/// <summary>A table's description as its log holds it.</summary>
/// <param name="Id">The table's identity, made with it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it holds.</param>
/// <param name="SchemaString">The schema as JSON, in Spark's form.</param>
/// <param name="PartitionColumns">Partition columns in order.</param>
/// <param name="Configuration">Table properties such as <c>delta.logRetentionDuration</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record DeltaMetadata(
    string Id,
    string? Name,
    string? Description,
    string SchemaString,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyDictionary<string, string?> Configuration,
    DateTimeOffset? CreatedAt
)
{
    /// <summary>The columns of the types that <see cref="DeltaType"/> knows; another writer may have added others.</summary>
    public IReadOnlyList<DeltaColumn> Columns => DeltaSchema.Parse(SchemaString);
}
