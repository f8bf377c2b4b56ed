using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>Items as the official package writes and reads them, so that either can take the other's place in a running cluster.</summary>
public sealed class MembershipLayoutTests(DynamoDbServer server)
{
    [Fact]
    public async Task Rows_OfOurs_HaveTheOfficialAttributes()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        var entry = Cluster.Entry(1, SiloStatus.Active);
        entry.AddSuspector(Cluster.Silo(2), Cluster.Now);
        entry.AddSuspector(Cluster.Silo(3, generation: 4), Cluster.Now.AddMilliseconds(1_500));
        await table.InsertAsync(entry);

        var row = await ReadAsync(cluster, "10.0.0.1-10001-1");

        Print(row)
            .ShouldBe(
                $$"""
                Address S 10.0.0.1
                DeploymentId S {{cluster.Id}}
                ETag N 0
                Generation N 1
                HostName S host-1
                IAmAliveTime S 2026-11-22 10:00:01.000 GMT
                MembershipVersion N 1
                Port N 10001
                ProxyPort N 30001
                SiloIdentity S 10.0.0.1-10001-1
                SiloName S silo-1
                SiloStatus N {{(int)SiloStatus.Active}}
                StartTime S 2026-11-22 10:00:00.000 GMT
                SuspectingSilos S 10.0.0.1:10002@1|10.0.0.1:10003@4
                SuspectingTimes S 2026-11-22 10:00:00.000 GMT|2026-11-22 10:00:01.500 GMT
                """
            );
        Print(await ReadAsync(cluster, "VersionRow"))
            .ShouldBe(
                $"""
                DeploymentId S {cluster.Id}
                ETag N 1
                LastChange S 1 10.0.0.1-10001-1
                MembershipVersion N 1
                SiloIdentity S VersionRow
                """
            );
    }

    [Fact]
    public async Task UpdateRow_VotesTakenBack_RemovesTheirAttributes()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        var entry = Cluster.Entry(1);
        entry.AddSuspector(Cluster.Silo(2), Cluster.Now);
        await table.InsertAsync(entry);
        entry.SuspectTimes = null;

        await table.UpdateAsync(entry);

        var row = await ReadAsync(cluster, "10.0.0.1-10001-1");
        row.Keys.ShouldNotContain("SuspectingSilos");
        row.Keys.ShouldNotContain("SuspectingTimes");
        row["ETag"].N.ShouldBe("1");
    }

    [Fact]
    public async Task ReadAll_RowsOfTheOfficialPackage_AreReadAndCountedOn()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        using var client = await server.ClientAsync();
        // The official package writes every number of its record into the version row, and leaves out empty texts.
        await client.PutItemAsync(
            cluster.Table,
            Parse(
                $"""
                DeploymentId S {cluster.Id}
                SiloIdentity S VersionRow
                Port N 0
                Generation N 0
                SiloStatus N 0
                ProxyPort N 0
                MembershipVersion N 41
                ETag N 57
                """
            ),
            TestContext.Current.CancellationToken
        );
        await client.PutItemAsync(
            cluster.Table,
            Parse(
                $"""
                DeploymentId S {cluster.Id}
                SiloIdentity S 10.0.0.1-10001-1
                Address S 10.0.0.1
                Port N 10001
                Generation N 1
                HostName S host-1
                SiloName S silo-1
                SiloStatus N 3
                ProxyPort N 30001
                SuspectingSilos S 10.0.0.1:10002@1
                SuspectingTimes S 2026-11-22 10:00:00.000 GMT
                StartTime S 2026-11-22 10:00:00.000 GMT
                IAmAliveTime S 2026-11-22 10:00:01.000 GMT
                MembershipVersion N 40
                ETag N 3
                """
            ),
            TestContext.Current.CancellationToken
        );

        var data = await table.ReadAllAsync();

        var expected = Cluster.Entry(1, SiloStatus.Active);
        expected.AddSuspector(Cluster.Silo(2), Cluster.Now);
        data.Members.ShouldHaveSingleItem().Item1.Describe().ShouldBe(expected.Describe());
        data.Version.ToString().ShouldBe("<41, 57>");
        await table.InsertAsync(Cluster.Entry(2));
        (await table.ReadAllAsync()).Version.Version.ShouldBe(42);
    }

    [Fact]
    public async Task ReadAll_RowThatNobodyUnderstands_IsLoggedAndLeftOut()
    {
        using var cluster = await Cluster.CreateAsync(server);
        var table = await cluster.OpenAsync();
        await table.InsertAsync(Cluster.Entry(1));
        using var client = await server.ClientAsync();
        await client.PutItemAsync(
            cluster.Table,
            Parse($"DeploymentId S {cluster.Id}\nSiloIdentity S odd\nAddress S nowhere\nMembershipVersion N 1\nETag N 0"),
            TestContext.Current.CancellationToken
        );

        (await table.ReadAllAsync()).Members.ShouldHaveSingleItem().Item1.SiloAddress.ShouldBe(Cluster.Silo(1));

        cluster.Logs.GetSnapshot().ShouldContain(record => record.Message.Contains("The row odd", StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, AttributeValue>> ReadAsync(Cluster cluster, string identity)
    {
        using var client = await server.ClientAsync();
        var key = Parse($"DeploymentId S {cluster.Id}\nSiloIdentity S {identity}");
        return (await client.GetItemAsync(cluster.Table, key, TestContext.Current.CancellationToken)).Item;
    }

    private static string Print(Dictionary<string, AttributeValue> item) =>
        string.Join(
            '\n',
            item.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{pair.Key} {(pair.Value.N is null ? "S" : "N")} {pair.Value.N ?? pair.Value.S}"
                    )
                )
        );

    private static Dictionary<string, AttributeValue> Parse(string lines) =>
        lines
            .Split('\n')
            .Select(line => line.Split(' ', 3))
            .ToDictionary(
                parts => parts[0],
                parts => parts[1] == "N" ? new AttributeValue { N = parts[2] } : new AttributeValue(parts[2]),
                StringComparer.Ordinal
            );
}
