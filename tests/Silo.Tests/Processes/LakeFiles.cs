using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Maas.Silo.Tests.Processes;

/// <summary>
/// Reads a lake table as an outsider would: replays the Delta log's JSON by hand and asks DuckDB for the active files. It shares no code
/// with the product, so that a test's account of the lake is independent.
/// </summary>
internal static class LakeFiles
{
    public static IReadOnlyList<string> Active(string dataPath, string table)
    {
        var root = Path.Combine(dataPath, "lake", table);
        var log = Path.Combine(root, "_delta_log");
        var active = new SortedSet<string>(StringComparer.Ordinal);
        if (!Directory.Exists(log))
        {
            return [];
        }

        foreach (var entry in Directory.GetFiles(log, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var action in File.ReadLines(entry).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!))
            {
                if (action["remove"]?["path"] is { } removed)
                {
                    active
                        .Remove(Uri.UnescapeDataString(removed.GetValue<string>()))
                        .ShouldBeTrue("a commit removes a file that is not active");
                }

                if (action["add"]?["path"] is { } added)
                {
                    active
                        .Add(Uri.UnescapeDataString(added.GetValue<string>()))
                        .ShouldBeTrue("a commit adds a file that is already active");
                }
            }
        }

        return [.. active.Select(path => Path.Combine(root, path))];
    }

    /// <summary>The rows of a query over one table, named <c>lake</c> in the SQL; each row a list of values.</summary>
    public static IReadOnlyList<object?[]> Query(string dataPath, string table, string sql)
    {
        var files = Active(dataPath, table);
        if (files.Count == 0)
        {
            return [];
        }

        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var list = string.Join(", ", files.Select(file => $"'{file.Replace("'", "''", StringComparison.Ordinal)}'"));
        command.CommandText = $"WITH lake AS (SELECT * FROM read_parquet([{list}], hive_partitioning = false, union_by_name = true)) {sql}";
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = reader.IsDBNull(column) ? null : reader.GetValue(column);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>How often the lake's tracking table holds each message id.</summary>
    public static Dictionary<string, long> MessageCounts(string dataPath) =>
        Query(dataPath, "tracking", "SELECT message_id, count(*) FROM lake GROUP BY message_id")
            .ToDictionary(row => (string)row[0]!, row => (long)row[1]!, StringComparer.Ordinal);
}
