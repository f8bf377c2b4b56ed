using System.Text.Json.Nodes;

namespace Maas.Cluster.Tests.Accounts;

/// <summary>The transactions in the logs of the lake's tables, read by hand.</summary>
internal static class LakeCommits
{
    /// <summary>Every commit that carries a transaction: table, hour and attempt, in the order of the logs.</summary>
    public static IReadOnlyList<(string Table, string Hour, long Attempt)> Read(string bucketFolder)
    {
        var lake = Path.Combine(bucketFolder, "lake");
        return Directory.Exists(lake)
            ?
            [
                .. from table in Directory.EnumerateDirectories(lake)
                let log = Path.Combine(table, "_delta_log")
                where Directory.Exists(log)
                from entry in Directory.EnumerateFiles(log, "*.json").Order(StringComparer.Ordinal)
                from line in File.ReadLines(entry)
                where line.Length > 0
                let transaction = JsonNode.Parse(line)!["txn"]
                where transaction is not null
                select (Path.GetFileName(table), transaction["appId"]!.GetValue<string>(), transaction["version"]!.GetValue<long>()),
            ]
            : [];
    }
}
