using System.Globalization;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>Compares what an attempt wrote with what the lake holds of its hour, row by row.</summary>
internal static class TableComparison
{
    public static async Task<IReadOnlyList<TableDifference>> CompareAsync(
        IObjectStore store,
        IFileLease lease,
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
            var after = await RowsAsync([.. files.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes))])
                .ConfigureAwait(false);
            var before = await RowsAsync(lake.FindOwn(table, order.Hour)).ConfigureAwait(false);
            var query = $"""
                SELECT
                  (SELECT count(*) FROM {after}),
                  (SELECT count(*) FROM {before}),
                  (SELECT count(*) FROM (SELECT row_hash FROM {after} INTERSECT ALL SELECT row_hash FROM {before}))
                """;
            var counts = (await Task.Run(() => session.Query(query, cancellationToken), cancellationToken).ConfigureAwait(false))[0];
            var (added, removed, same) = (Number(counts[0]), Number(counts[1]), Number(counts[2]));
            differences.Add(new TableDifference(table.Name, added - same, removed - same, same));

            async Task<string> RowsAsync(IReadOnlyList<LakeObject> objects) =>
                objects.Count == 0
                    ? "(SELECT CAST(0 AS UBIGINT) AS row_hash WHERE FALSE)"
                    : $"(SELECT hash({string.Join(", ", table.DataColumns.Select(column => DuckDbText.Name(column.Name)))}) AS row_hash "
                        + $"FROM read_parquet([{string.Join(", ", (await lease.FetchAsync(store, objects, cancellationToken).ConfigureAwait(false)).Select(DuckDbText.Literal))}], hive_partitioning = false))";
        }

        return differences;
    }

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
