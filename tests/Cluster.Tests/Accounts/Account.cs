using Maas.Cluster.Tests.Load;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Cluster.Tests.Accounts;

/// <summary>What became of every event: the acknowledged ones beside the objects in S3 and the lake.</summary>
internal sealed record Account
{
    private const int MessageIdColumn = 5;

    public required int Acknowledged { get; init; }

    /// <summary>Rows in the objects that Firehose wrote, resent ones included.</summary>
    public required int RowsInS3 { get; init; }

    /// <summary>Different ids among them.</summary>
    public required int InS3 { get; init; }

    public required int InLake { get; init; }

    /// <summary>Acknowledged and not in S3.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Acknowledged and not in the lake.</summary>
    public required IReadOnlyList<string> NotInLake { get; init; }

    /// <summary>In the lake more than once.</summary>
    public required IReadOnlyList<string> TwiceInLake { get; init; }

    /// <summary>In the lake, and nobody sent them.</summary>
    public required IReadOnlyList<string> Invented { get; init; }

    /// <summary>Attempts that a table's log holds twice, or after a later one.</summary>
    public required IReadOnlyList<string> CommittedTwice { get; init; }

    public static Account Take(FirehoseStandIn firehose, Acknowledged acknowledged)
    {
        // The columns before the message id are times, which are never quoted.
        var rows = firehose.ReadLines("raw/tracking").Select(row => row.Split(',')[MessageIdColumn]).ToList();
        var raw = rows.ToHashSet(StringComparer.Ordinal);
        var lake = LakeFiles.MessageCounts(firehose.BucketFolder);
        var ids = acknowledged.Ids;
        return new Account
        {
            Acknowledged = ids.Count,
            RowsInS3 = rows.Count,
            InS3 = raw.Count,
            InLake = lake.Count,
            Lost = [.. ids.Where(id => !raw.Contains(id))],
            NotInLake = [.. ids.Where(id => !lake.ContainsKey(id))],
            TwiceInLake = [.. lake.Where(count => count.Value > 1).Select(count => count.Key)],
            Invented = [.. lake.Keys.Where(id => !acknowledged.WasMade(id))],
            CommittedTwice =
            [
                .. LakeCommits
                    .Read(firehose.BucketFolder)
                    .GroupBy(commit => (commit.Table, commit.Hour), commit => commit.Attempt)
                    .Where(log => !log.Order().Distinct().SequenceEqual(log))
                    .Select(log => $"{log.Key.Table} {log.Key.Hour}: attempts {string.Join(", ", log)}"),
            ],
        };
    }

    /// <summary>How many events of each device the lake holds.</summary>
    public static Dictionary<string, long> EventsByDevice(FirehoseStandIn firehose) =>
        LakeFiles
            .Query(firehose.BucketFolder, "tracking", "SELECT device_key, count(*) FROM lake GROUP BY device_key")
            .ToDictionary(row => (string)row[0]!, row => (long)row[1]!, StringComparer.Ordinal);

    public void ShouldBalance()
    {
        Acknowledged.ShouldBeGreaterThan(0);
        Lost.ShouldBeEmpty("acknowledged events are not in S3");
        NotInLake.ShouldBeEmpty("acknowledged events are not in the lake");
        TwiceInLake.ShouldBeEmpty("the lake holds events more than once");
        Invented.ShouldBeEmpty("the lake holds events that nobody sent");
        CommittedTwice.ShouldBeEmpty("an attempt was committed twice or out of order");
    }

    public override string ToString() =>
        $"{Acknowledged} events acknowledged; in S3 {InS3} in {RowsInS3} rows, {Lost.Count} of the acknowledged missing; "
        + $"in the lake {InLake}, {NotInLake.Count} missing, {TwiceInLake.Count} more than once, {Invented.Count} that nobody sent; "
        + $"{CommittedTwice.Count} attempts committed twice";
}
