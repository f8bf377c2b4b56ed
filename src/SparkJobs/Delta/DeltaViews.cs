using System.Globalization;

namespace Maas.SparkJobs.Delta;

/// <summary>
/// SQL that shows a table's version in DuckDB with all of its columns. Conditions on partition columns spare whole files there too.
/// </summary>
public static class DeltaViews
{
    /// <summary>A <c>CREATE OR REPLACE VIEW</c> statement over those of the version's files that are given, and where each can be opened.</summary>
    public static string CreateViewSql(
        DeltaTableDefinition table,
        DeltaSnapshot snapshot,
        string viewName,
        IReadOnlyCollection<(DeltaFile File, string Place)> files
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(snapshot);
        return $"CREATE OR REPLACE VIEW {DuckDbQuotes.Name(viewName)} AS\n{SelectSql(table, snapshot, files)}";
    }

    private static string SelectSql(
        DeltaTableDefinition table,
        DeltaSnapshot snapshot,
        IReadOnlyCollection<(DeltaFile File, string Place)> given
    )
    {
        // A table without a commit shows the columns that it will have.
        var columns = snapshot.Metadata?.Columns ?? table.Columns;
        var partitions = snapshot.Metadata?.PartitionColumns ?? table.PartitionColumns;
        var types = columns.ToDictionary(column => column.Name, column => DuckDbQuotes.TypeOf(column.Type), StringComparer.Ordinal);
        var files = given.OrderBy(item => item.File.Path, StringComparer.Ordinal).ToList();

        // The first branch has no rows: it fixes names, order and types, also of columns that the files at hand lack.
        var shape = string.Join(", ", columns.Select(column => $"NULL::{types[column.Name]} AS {DuckDbQuotes.Name(column.Name)}"));
        var branches = new List<string> { $"SELECT * FROM (SELECT {shape} LIMIT 0)" };
        if (files.Count > 0 && files.TrueForAll(item => NamesItsPartition(item.File, partitions)))
        {
            branches.Add(ByFolders(files, partitions, types));
        }
        else
        {
            branches.AddRange(files.GroupBy(item => Key(item.File, partitions)).Select(group => ByValues([.. group], partitions, types)));
        }

        return string.Join("\nUNION ALL BY NAME ", branches);
    }

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
            {
                return false;
            }
        }

        return partitions.Count > 0
            && folders.Count == partitions.Count
            && partitions.All(name => folders.TryGetValue(name, out var value) && value is not null && value == file.PartitionValues[name]);
    }

    private static string ByFolders(
        List<(DeltaFile File, string Place)> files,
        IReadOnlyList<string> partitions,
        Dictionary<string, string> types
    )
    {
        var hive = string.Join(", ", partitions.Select(name => $"{DuckDbQuotes.Literal(name)}: {types[name]}"));
        return $"SELECT * FROM read_parquet({List(files)}, union_by_name = true, hive_partitioning = true, hive_types = {{{hive}}})";
    }

    private static string ByValues(
        List<(DeltaFile File, string Place)> files,
        IReadOnlyList<string> partitions,
        Dictionary<string, string> types
    )
    {
        var values = string.Concat(
            partitions.Select(name =>
                $", {(files[0].File.PartitionValues.GetValueOrDefault(name) is { } value ? DuckDbQuotes.Literal(value) : "NULL")}::{types[name]} AS {DuckDbQuotes.Name(name)}"
            )
        );
        return $"SELECT *{values} FROM read_parquet({List(files)}, union_by_name = true, hive_partitioning = false)";
    }

    private static string List(List<(DeltaFile File, string Place)> files) => DuckDbQuotes.Paths(files.Select(item => item.Place));

    private static string Key(DeltaFile file, IReadOnlyList<string> partitions) =>
        string.Concat(
            partitions.Select(name =>
                file.PartitionValues.GetValueOrDefault(name) is { } value
                    ? string.Create(CultureInfo.InvariantCulture, $"{value.Length}:{value}")
                    : "-"
            )
        );
}
