using System.Globalization;

namespace Maas.SparkJobs.Delta;

/// <summary>
/// SQL that shows a table's version in DuckDB with all of its columns. Conditions on partition columns spare whole files there too.
/// </summary>
public static class DeltaViews
{
    /// <summary>A <c>CREATE OR REPLACE VIEW</c> statement over the version's files.</summary>
    public static string CreateViewSql(
        DeltaTable table,
        DeltaSnapshot snapshot,
        string viewName,
        params IReadOnlyCollection<DeltaRange> ranges
    ) => $"CREATE OR REPLACE VIEW {DeltaDuckDb.Identifier(viewName)} AS\n{SelectSql(table, snapshot, ranges)}";

    /// <summary>The query behind the view. The ranges only leave out files; conditions on rows are the reader's to repeat.</summary>
    public static string SelectSql(DeltaTable table, DeltaSnapshot snapshot, params IReadOnlyCollection<DeltaRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(snapshot);
        // A table without a commit shows the columns that it will have.
        var columns = snapshot.Metadata?.Columns ?? table.Definition.Columns;
        var partitions = snapshot.Metadata?.PartitionColumns ?? table.Definition.PartitionColumns;
        var types = columns.ToDictionary(column => column.Name, column => TypeOf(column.Type), StringComparer.Ordinal);
        var files = DeltaPruning.Select(snapshot, ranges).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();

        // The first branch has no rows: it fixes names, order and types, also of columns that the files at hand lack.
        var shape = string.Join(", ", columns.Select(column => $"NULL::{types[column.Name]} AS {DeltaDuckDb.Identifier(column.Name)}"));
        var branches = new List<string> { $"SELECT * FROM (SELECT {shape} LIMIT 0)" };
        if (files.Count > 0 && files.TrueForAll(file => NamesItsPartition(file, partitions)))
            branches.Add(ByFolders(table, files, partitions, types));
        else
            branches.AddRange(files.GroupBy(file => Key(file, partitions)).Select(group => ByValues(table, [.. group], partitions, types)));
        return string.Join("\nUNION ALL BY NAME ", branches);
    }

    private static string TypeOf(DeltaType type) =>
        type switch
        {
            DeltaType.String => "VARCHAR",
            DeltaType.Long => "BIGINT",
            DeltaType.Integer => "INTEGER",
            DeltaType.Double => "DOUBLE",
            DeltaType.Boolean => "BOOLEAN",
            DeltaType.Timestamp => "TIMESTAMPTZ",
            DeltaType.Date => "DATE",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };

    /// <summary>
    /// The log alone says what a file's partition is; where its folders say the same, DuckDB may read the folders, and then opens only
    /// the files that a condition leaves.
    /// </summary>
    private static bool NamesItsPartition(DeltaFile file, IReadOnlyList<string> partitions)
    {
        var folders = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in DeltaHive.ValuesOf(file.Path))
        {
            if (!folders.TryAdd(name, value))
                return false;
        }

        return partitions.Count > 0
            && folders.Count == partitions.Count
            && partitions.All(name => folders.TryGetValue(name, out var value) && value is not null && value == file.PartitionValues[name]);
    }

    private static string ByFolders(
        DeltaTable table,
        List<DeltaFile> files,
        IReadOnlyList<string> partitions,
        Dictionary<string, string> types
    )
    {
        var hive = string.Join(", ", partitions.Select(name => $"{DeltaDuckDb.Literal(name)}: {types[name]}"));
        return $"SELECT * FROM read_parquet({List(table, files)}, union_by_name = true, hive_partitioning = true, hive_types = {{{hive}}})";
    }

    private static string ByValues(
        DeltaTable table,
        List<DeltaFile> files,
        IReadOnlyList<string> partitions,
        Dictionary<string, string> types
    )
    {
        var values = string.Concat(
            partitions.Select(name =>
                $", {(files[0].PartitionValues.GetValueOrDefault(name) is { } value ? DeltaDuckDb.Literal(value) : "NULL")}::{types[name]} AS {DeltaDuckDb.Identifier(name)}"
            )
        );
        return $"SELECT *{values} FROM read_parquet({List(table, files)}, union_by_name = true, hive_partitioning = false)";
    }

    private static string List(DeltaTable table, List<DeltaFile> files) =>
        DeltaDuckDb.PathList(files.Select(file => table.Locate(file.Path)));

    private static string Key(DeltaFile file, IReadOnlyList<string> partitions) =>
        string.Concat(
            partitions.Select(name =>
                file.PartitionValues.GetValueOrDefault(name) is { } value
                    ? string.Create(CultureInfo.InvariantCulture, $"{value.Length}:{value}")
                    : "-"
            )
        );
}
