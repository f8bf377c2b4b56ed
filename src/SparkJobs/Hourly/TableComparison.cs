using System.Globalization;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>Compares what an attempt wrote with what the lake holds of its hour, row by row.</summary>
internal static class TableComparison
{
    public static IReadOnlyList<TableDifference> Compare(
        IObjectStore store,
        LakeState lake,
        RunOrder order,
        RunReport report,
        CancellationToken cancellationToken
    )
    {
        List<TableDifference> differences = [];
        using var session = DuckDbSession.Open(tempFolder: null);
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            var files = report.Tables.FirstOrDefault(output => output.Table == table.Name)?.Files ?? [];
            var after = Rows([.. files.Select(file => store.Locate($"{table.Prefix}/{file.Path}"))]);
            var before = Rows(lake.LocateOwn(table, order.Hour));
            var counts = session.Query(
                $"""
                SELECT
                  (SELECT count(*) FROM {after}),
                  (SELECT count(*) FROM {before}),
                  (SELECT count(*) FROM (SELECT row_hash FROM {after} INTERSECT ALL SELECT row_hash FROM {before}))
                """,
                cancellationToken
            )[0];
            var (added, removed, same) = (Number(counts[0]), Number(counts[1]), Number(counts[2]));
            differences.Add(new TableDifference(table.Name, added - same, removed - same, same));

            string Rows(IReadOnlyList<string> places) =>
                places.Count == 0
                    ? "(SELECT CAST(0 AS UBIGINT) AS row_hash WHERE FALSE)"
                    : $"(SELECT hash({string.Join(", ", table.DataColumns.Select(column => DuckDbText.Name(column.Name)))}) AS row_hash "
                        + $"FROM read_parquet([{string.Join(", ", places.Select(DuckDbText.Literal))}], hive_partitioning = false))";
        }

        return differences;
    }

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
