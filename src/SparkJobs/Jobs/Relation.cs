using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Jobs;

/// <summary>Something a plan reads, under a name.</summary>
/// <param name="Name">The name in SQL.</param>
/// <param name="Columns">What the files hold, in order.</param>
internal abstract record Relation(string Name, IReadOnlyList<DeltaColumn> Columns);

/// <summary>Raw CSV files, all columns text; the relation adds <c>folder_micros</c>, the start of the hour of the file's folder.</summary>
internal sealed record CsvRelation(string Name, IReadOnlyList<DeltaColumn> Columns, IReadOnlyList<CsvGroup> Groups)
    : Relation(Name, Columns);

/// <summary>CSV files of one folder hour, where an engine finds them.</summary>
internal sealed record CsvGroup(long FolderMicros, IReadOnlyList<string> Files);

/// <summary>Parquet files. A group may add a column of one value, which stands last.</summary>
internal sealed record ParquetRelation(string Name, IReadOnlyList<DeltaColumn> Columns, IReadOnlyList<ParquetGroup> Groups)
    : Relation(Name, Columns)
{
    /// <summary>The name of the added column, or null.</summary>
    public string? AddedColumn { get; init; }
}

/// <summary>Parquet files that share the added column's value.</summary>
internal sealed record ParquetGroup(IReadOnlyList<string> Files, long AddedValue = 0);
