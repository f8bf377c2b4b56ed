using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Jobs;

namespace Maas.SparkJobs.Engines.DuckDb;

/// <summary>How relations and steps of a plan read in DuckDB's SQL.</summary>
internal static class DuckDbText
{
    /// <summary>
    /// Some ten thousand devices have the rows of a file divided by place, more than a dictionary takes by default. With room for them a file is
    /// a tenth smaller, and the text that confirms hashes is read a fifth quicker (measured on a reference hour).
    /// </summary>
    private const string Dictionaries = ", DICTIONARY_SIZE_LIMIT 30000, STRING_DICTIONARY_PAGE_SIZE_LIMIT 4000000";

    /// <summary>The rows of Parquet files; whatever their paths say of columns is passed over.</summary>
    public static string ReadParquet(IReadOnlyList<string> files) =>
        $"read_parquet({DuckDbQuotes.Paths(files)}, hive_partitioning = false)";

    public static string CreateView(Relation relation) => CreateView(relation, DuckDbQuotes.Name(relation.Name), "TEMP ");

    public static string CreateView(Relation relation, string name, string kind = "") =>
        $"CREATE {kind}VIEW {name} AS\n"
        + relation switch
        {
            CsvRelation csv => Csv(csv),
            ParquetRelation parquet => Parquet(parquet),
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "DuckDB cannot read it."),
        };

    /// <summary>A statement that runs the step's SELECT and keeps its rows where the step says.</summary>
    public static string Statement(PlanStep step, string? folder) =>
        step.Kind switch
        {
            StepKind.Table => $"CREATE TEMP TABLE {DuckDbQuotes.Name(step.Target)} AS\n{step.Sql}",
            StepKind.Rows => step.Sql,
            // Level 1 of zstd writes quicker than snappy, for it leaves less to write, and a third smaller (measured on a reference hour).
            StepKind.Output =>
                $"COPY (\n{step.Sql}\n) TO {DuckDbQuotes.Literal(step.DividedBy is null ? $"{folder}/data.parquet" : folder!)} "
                    + "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS true"
                    + (step.SideBySide ? Dictionaries : "")
                    + (step.DividedBy is null ? ")" : $", PARTITION_BY ({DuckDbQuotes.Name(step.DividedBy)}), OVERWRITE_OR_IGNORE true)"),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "DuckDB does not know this kind of step."),
        };

    private static string Csv(CsvRelation csv)
    {
        if (csv.Groups.Count == 0)
        {
            return Empty([.. csv.Columns, new DeltaColumn("folder_micros", DeltaType.Long)]);
        }

        var columns = string.Join(", ", csv.Columns.Select(column => $"{DuckDbQuotes.Literal(column.Name)}: 'VARCHAR'"));
        return string.Join(
            "\nUNION ALL\n",
            csv.Groups.Select(group =>
                $"SELECT *, CAST({group.FolderMicros.ToString(CultureInfo.InvariantCulture)} AS BIGINT) AS folder_micros FROM read_csv({DuckDbQuotes.Paths(group.Files)}, "
                + "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', null_padding = false, "
                + $"max_line_size = 8388608, columns = {{{columns}}})"
            )
        );
    }

    private static string Parquet(ParquetRelation parquet)
    {
        if (parquet.Groups.Count == 0)
        {
            return Empty(
                parquet.AddedColumn is { } missing ? [.. parquet.Columns, new DeltaColumn(missing, DeltaType.Long)] : parquet.Columns
            );
        }

        var columns = string.Join(", ", parquet.Columns.Select(column => DuckDbQuotes.Name(column.Name)));
        return string.Join(
            "\nUNION ALL\n",
            parquet.Groups.Select(group =>
                $"SELECT {columns}"
                + (
                    parquet.AddedColumn is { } added
                        ? $", CAST({group.AddedValue.ToString(CultureInfo.InvariantCulture)} AS BIGINT) AS {DuckDbQuotes.Name(added)}"
                        : ""
                )
                + $" FROM {ReadParquet(group.Files)}"
            )
        );
    }

    private static string Empty(IEnumerable<DeltaColumn> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {DuckDbQuotes.TypeOf(column.Type)}) AS {DuckDbQuotes.Name(column.Name)}"))} WHERE FALSE";
}
