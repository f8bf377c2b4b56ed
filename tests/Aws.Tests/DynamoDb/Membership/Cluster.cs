using System.Net;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Membership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>A cluster of its own in the shared server, and handles on its membership table.</summary>
internal sealed class Cluster : IDisposable
{
    public static readonly DateTime Now = new(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);

    private readonly string _endpoint;
    private readonly List<DynamoDBMembershipTable> _tables = [];

    private Cluster(string endpoint, string table) => (_endpoint, Table) = (endpoint, table);

    public string Id { get; } = "cluster-" + Guid.NewGuid().ToString("N");

    public string Table { get; }

    public FakeLogCollector Logs { get; } = new();

    public IOptions<ClusterOptions> Options => Microsoft.Extensions.Options.Options.Create(new ClusterOptions { ClusterId = Id });

    public static async Task<Cluster> CreateAsync(DynamoDbServer server, string table = "OrleansSilos") =>
        new(await server.EndpointAsync(), table);

    /// <summary>Another silo's view of the table, initialised.</summary>
    public async Task<DynamoDBMembershipTable> OpenAsync(Action<DynamoDBClusteringOptions>? configure = null)
    {
        var table = Make(configure);
        await table.InitializeMembershipTableAsync(true);
        return table;
    }

    public DynamoDBMembershipTable Make(Action<DynamoDBClusteringOptions>? configure = null)
    {
        var options = new DynamoDBClusteringOptions { Service = _endpoint, TableName = Table };
        configure?.Invoke(options);
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(Logs)));
        var table = new DynamoDBMembershipTable(loggers, Microsoft.Extensions.Options.Options.Create(options), Options);
        _tables.Add(table);
        return table;
    }

    public void Dispose() => _tables.ForEach(table => table.Dispose());

    public static SiloAddress Silo(int number, int generation = 1) =>
        SiloAddress.New(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 10_000 + number), generation);

    public static MembershipEntry Entry(int number, SiloStatus status = SiloStatus.Joining, int generation = 1) =>
        new()
        {
            SiloAddress = Silo(number, generation),
            HostName = "host-" + number,
            SiloName = "silo-" + number,
            Status = status,
            ProxyPort = 30_000 + number,
            StartTime = Now,
            IAmAliveTime = Now.AddSeconds(number),
        };
}

internal static class MembershipTableSteps
{
    /// <summary>Inserts with the current version, which must succeed.</summary>
    public static async Task<MembershipEntry> InsertAsync(this IMembershipTable table, MembershipEntry entry)
    {
        (await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next())).ShouldBeTrue();
        return entry;
    }

    /// <summary>Updates with the current version and etag, which must succeed.</summary>
    public static async Task UpdateAsync(this IMembershipTable table, MembershipEntry entry)
    {
        var data = await table.ReadAllAsync();
        var etag = data.TryGet(entry.SiloAddress).ShouldNotBeNull().Item2;
        (await table.UpdateRowAsync(entry, etag, data.Version.Next())).ShouldBeTrue();
    }

    public static async Task<MembershipEntry> ReadAsync(this IMembershipTable table, SiloAddress silo) =>
        (await table.ReadRowAsync(silo)).Members.ShouldHaveSingleItem().Item1;

    /// <summary>Everything that the table keeps of a silo but its sign of life.</summary>
    public static string Describe(this MembershipEntry entry) =>
        $"{entry.SiloAddress.ToParsableString()} {entry.Status} {entry.ProxyPort} {entry.HostName} {entry.SiloName} {entry.StartTime:O} "
        + string.Join(' ', (entry.SuspectTimes ?? []).Select(vote => $"{vote.Item1.ToParsableString()}~{vote.Item2:O}"));

    public static string Describe(this MembershipTableData data) =>
        $"{data.Version}\n"
        + string.Join('\n', data.Members.Select(member => $"{member.Item2} {member.Item1.Describe()}").Order(StringComparer.Ordinal));
}
