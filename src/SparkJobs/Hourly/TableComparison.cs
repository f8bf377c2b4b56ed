using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>
/// Compares what an attempt wrote with what the lake holds of its hour. Rows are paired by a hash of their identity and compared by a hash of
/// their content, 64 bits each: so an hour of millions of rows is compared within some 100 MiB.
/// </summary>
internal sealed class TableComparison(IObjectStore store, IFileLease lease, LakeState lake, RunOrder order, RunReport report)
{
    private const int FieldLengthMax = 200;

    /// <summary>The columns that tell the hour's rows of a table apart.</summary>
    private static readonly Dictionary<string, string[]> Identities = new(StringComparer.Ordinal)
    {
        [LakeTables.DeviceKeys.Name] = ["kind", "app_id", "device_key"],
        [LakeTables.DeviceAliases.Name] = ["alias_uid", "device_uid"],
        [LakeTables.DeviceChanges.Name] = ["device_uid"],
        [LakeTables.Tracking.Name] = ["app_id", "device_key", "message_id"],
        [LakeTables.TrackedDevices.Name] = ["device_uid"],
    };

    public async Task<IReadOnlyList<TableDifference>> CompareAsync(CancellationToken cancellationToken)
    {
        List<TableDifference> differences = [];
        using var session = DuckDbSession.Open(tempFolder: null);
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            var files = report.Tables.FirstOrDefault(output => output.Table == table.Name)?.Files ?? [];
            var after = await FetchAsync([.. files.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes))])
                .ConfigureAwait(false);
            var before = await FetchAsync(lake.FindOwn(table, order.Hour)).ConfigureAwait(false);
            differences.Add(
                await Task.Run(() => Compare(session, table, before, after, cancellationToken), cancellationToken).ConfigureAwait(false)
            );
        }

        return differences;

        Task<IReadOnlyList<string>> FetchAsync(IReadOnlyList<LakeObject> objects) => lease.FetchAsync(store, objects, cancellationToken);
    }

    private static TableDifference Compare(
        DuckDbSession session,
        DeltaTableDefinition table,
        IReadOnlyList<string> before,
        IReadOnlyList<string> after,
        CancellationToken cancellationToken
    )
    {
        var columns = table.DataColumns.Select(column => column.Name).ToList();
        var identity = Identities[table.Name];
        session.Execute($"CREATE OR REPLACE TEMP TABLE before AS {Hashes(before)}", cancellationToken);
        session.Execute($"CREATE OR REPLACE TEMP TABLE after AS {Hashes(after)}", cancellationToken);
        const string Pairs = "before AS b FULL JOIN after AS a ON a.identity = b.identity";
        var counts = session.Query(
            $"""
            SELECT count(*) FILTER (b.identity IS NULL), count(*) FILTER (a.identity IS NULL),
              count(*) FILTER (a.content <> b.content), count(*) FILTER (a.content = b.content)
            FROM {Pairs}
            """,
            cancellationToken
        )[0];
        List<RowExample> examples =
        [
            .. Examples(RowChange.Added, "b.identity IS NULL"),
            .. Examples(RowChange.Removed, "a.identity IS NULL"),
            .. Examples(RowChange.Changed, "a.content <> b.content"),
        ];
        return new TableDifference(table.Name, Number(counts[0]), Number(counts[1]), Number(counts[2]), Number(counts[3]))
        {
            Examples = examples,
        };

        string Hashes(IReadOnlyList<string> files) =>
            files.Count == 0
                ? "SELECT CAST(0 AS UBIGINT) AS identity, CAST(0 AS UBIGINT) AS content WHERE FALSE"
                : $"SELECT {Hash(identity)} AS identity, {Hash(columns)} AS content FROM {DuckDbText.ReadParquet(files)}";

        IEnumerable<RowExample> Examples(RowChange change, string condition)
        {
            var hashes = session.Query(
                $"SELECT coalesce(a.identity, b.identity) AS identity FROM {Pairs} WHERE {condition} ORDER BY identity LIMIT {TableDifference.ExamplesMax}",
                cancellationToken
            );
            if (hashes.Count == 0)
            {
                return [];
            }

            var list = string.Join(", ", hashes.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[0]}")));
            var old = Rows(session, before, columns, identity, list, cancellationToken);
            var @new = Rows(session, after, columns, identity, list, cancellationToken);
            return hashes.Select(row => new RowExample(
                change,
                Fields(columns, identity, old.GetValueOrDefault(row[0]!), @new.GetValueOrDefault(row[0]!))
            ));
        }
    }

    /// <summary>The rows whose identity has one of the hashes, by it; columns as text.</summary>
    private static Dictionary<object, object?[]> Rows(
        DuckDbSession session,
        IReadOnlyList<string> files,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> identity,
        string hashes,
        CancellationToken cancellationToken
    )
    {
        if (files.Count == 0)
        {
            return [];
        }

        var texts = string.Join(
            ", ",
            columns.Select(column =>
                string.Create(CultureInfo.InvariantCulture, $"left(CAST({DuckDbQuotes.Name(column)} AS VARCHAR), {FieldLengthMax})")
            )
        );
        return session
            .Query(
                $"SELECT {Hash(identity)}, {texts} FROM {DuckDbText.ReadParquet(files)} WHERE {Hash(identity)} IN ({hashes})",
                cancellationToken
            )
            .ToDictionary(row => row[0]!, row => row[1..]);
    }

    private static List<FieldExample> Fields(
        IReadOnlyList<string> columns,
        IReadOnlyList<string> identity,
        object?[]? before,
        object?[]? after
    ) =>
        [
            .. columns
                .Select((name, index) => new FieldExample(name, (string?)before?[index], (string?)after?[index]))
                .Where(field =>
                    field.Before != field.After || (field.Before is not null && identity.Contains(field.Name, StringComparer.Ordinal))
                ),
        ];

    private static string Hash(IEnumerable<string> columns) => $"hash({string.Join(", ", columns.Select(DuckDbQuotes.Name))})";

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
