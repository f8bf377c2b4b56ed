using System.Text;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Jobs;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>A plan as one script for spark-sql, every step's rows kept in a table.</summary>
internal static class SparkScript
{
    public static string Write(RunPlan plan)
    {
        var macros = new SqlMacros(JobSql.Read("prelude.spark.sql"));
        var script = new StringBuilder();
        foreach (var relation in plan.Relations)
            script.Append(View(relation)).Append(";\n");
        foreach (var step in plan.Steps)
            script.Append($"-- {step.Name}\nCREATE TABLE {step.Target} USING parquet AS\n{macros.Expand(step.Sql)};\n");
        return script.ToString();
    }

    private static string View(Relation relation) =>
        relation switch
        {
            CsvRelation { Groups.Count: > 0 } csv => Csv(csv),
            ParquetRelation { Groups.Count: > 0 } parquet => $"CREATE TEMPORARY VIEW {parquet.Name} AS "
                + string.Join(
                    " UNION ALL ",
                    parquet.Groups.SelectMany(group =>
                        group.Files.Select(file =>
                            $"SELECT {string.Join(", ", parquet.Columns.Select(column => column.Name))}"
                            + (parquet.AddedColumn is { } added ? $", CAST({group.AddedValue} AS BIGINT) AS {added}" : "")
                            + $" FROM parquet.`{file}`"
                        )
                    )
                ),
            _ => $"CREATE TEMPORARY VIEW {relation.Name} AS SELECT "
                + string.Join(", ", Added(relation).Select(column => $"CAST(NULL AS {TypeOf(column.Type)}) AS {column.Name}"))
                + " WHERE FALSE",
        };

    private static string Csv(CsvRelation csv)
    {
        var files = csv.Groups.SelectMany(group => group.Files.Select(file => (group.FolderMicros, File: file))).ToList();
        var views = files.Select(
            (file, index) =>
                $"CREATE TEMPORARY VIEW {csv.Name}_{index} ({string.Join(", ", csv.Columns.Select(column => $"{column.Name} STRING"))}) USING csv "
                + $"OPTIONS (path '{file.File}', header 'false', quote '\"', escape '\"', multiLine 'false', mode 'PERMISSIVE');\n"
        );
        return string.Concat(views)
            + $"CREATE TEMPORARY VIEW {csv.Name} AS "
            + string.Join(
                " UNION ALL ",
                files.Select((file, index) => $"SELECT *, CAST({file.FolderMicros} AS BIGINT) AS folder_micros FROM {csv.Name}_{index}")
            );
    }

    private static IEnumerable<DeltaColumn> Added(Relation relation) =>
        relation switch
        {
            CsvRelation => [.. relation.Columns, new DeltaColumn("folder_micros", DeltaType.Long)],
            ParquetRelation { AddedColumn: { } added } => [.. relation.Columns, new DeltaColumn(added, DeltaType.Long)],
            _ => relation.Columns,
        };

    private static string TypeOf(DeltaType type) =>
        type switch
        {
            DeltaType.String => "STRING",
            DeltaType.Long => "BIGINT",
            DeltaType.Double => "DOUBLE",
            DeltaType.Timestamp => "TIMESTAMP",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };
}
