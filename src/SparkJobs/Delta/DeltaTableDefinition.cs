namespace Maas.SparkJobs.Delta;

/// <summary>What a table should look like: its first commit creates it so, later ones append the columns that it lacks.</summary>
/// <param name="Name">Its name, as in <c>tracking</c>.</param>
/// <param name="Prefix">Its folder in the object store, without a slash at its end: <c>lake/tracking</c>.</param>
/// <param name="Columns">All columns in order, partition columns among them.</param>
/// <param name="PartitionColumns">
/// Names of the columns whose values stand in the log. As Delta prescribes, the Parquet files do not hold them.
/// </param>
/// <param name="Description">One sentence for people who look at the table's details.</param>
public sealed record DeltaTableDefinition(
    string Name,
    string Prefix,
    IReadOnlyList<DeltaColumn> Columns,
    IReadOnlyList<string> PartitionColumns,
    string? Description = null
)
{
    /// <summary>The columns that the Parquet files hold, in order.</summary>
    public IEnumerable<DeltaColumn> DataColumns =>
        Columns.Where(column => !PartitionColumns.Contains(column.Name, StringComparer.OrdinalIgnoreCase));
}
