using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>Cluster membership in a DynamoDB table, one partition a cluster.</summary>
public sealed partial class DynamoDBMembershipTable : IMembershipTable, IDisposable
{
    private const int ParallelDeletionsMax = 8;

    private readonly string _clusterId;
    private readonly DynamoTable _table;
    private readonly TableSetup _setup;
    private readonly MembershipView _view;
    private readonly ILogger _logger;

    public DynamoDBMembershipTable(ILoggerFactory loggers, IOptions<DynamoDBClusteringOptions> options, IOptions<ClusterOptions> cluster)
        : this(loggers, options, cluster, TimeProvider.System) { }

    internal DynamoDBMembershipTable(
        ILoggerFactory loggers,
        IOptions<DynamoDBClusteringOptions> options,
        IOptions<ClusterOptions> cluster,
        TimeProvider time
    )
    {
        _logger = loggers.CreateLogger<DynamoDBMembershipTable>();
        _clusterId = cluster.Value.ClusterId;
        _table = new DynamoTable(options.Value.TableName, options.Value, time);
        _setup = new TableSetup(_table, SiloTable.Shape, options.Value, _logger);
        _view = new MembershipView(_table, _clusterId);
    }

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _setup.EnsureAsync(cancellationToken);
        if (!tryInitTableVersion)
        {
            return;
        }

        var expression = new Expression();
        await _table.PutAsync(VersionRow.First(_clusterId), expression, expression.Absent(SiloRow.SiloIdentity), cancellationToken);
    }

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var keys = await _view.QueryAsync(clusterId, keysOnly: true, cancellationToken).ToListAsync(cancellationToken);
        // The version goes last, for without it the rows that an interrupted deletion leaves could not be read.
        var version = keys.FindAll(key => key.Text(SiloRow.SiloIdentity) == VersionRow.Identity);
        await _table.DeleteAllAsync(keys.Except(version), cancellationToken);
        await _table.DeleteAllAsync(version, cancellationToken);
    }

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (_, rows) = await _view.ReadAsync(cancellationToken);
        var defunct = rows.Where(row => Parse(row) is { } entry && IsDefunct(entry, beforeDate));
        await Parallel.ForEachAsync(
            defunct,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelDeletionsMax, CancellationToken = cancellationToken },
            async (row, token) => await DeleteDeadAsync(row, token)
        );
    }

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Item[] keys = [SiloRow.Key(_clusterId, VersionRow.Identity), SiloRow.Key(_clusterId, SiloRow.Identity(key))];
        var rows = await _table.GetTogetherAsync(keys, cancellationToken);
        var version = VersionRow.Read(rows[0] ?? throw MembershipView.Missing(_table.Name, _clusterId));
        return ToData(version, rows[1] is { } row ? [row] : []);
    }

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (version, rows) = await _view.ReadAsync(cancellationToken);
        return ToData(version, rows);
    }

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        ChangeAsync(entry, etag: null, tableVersion, cancellationToken);

    public Task<bool> UpdateRowAsync(
        MembershipEntry entry,
        string etag,
        TableVersion tableVersion,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(entry, etag, tableVersion, cancellationToken);

    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = SiloRow.Key(_clusterId, SiloRow.Identity(entry.SiloAddress));
        var expression = new Expression().Set(SiloRow.IAmAliveTime, Attributes.Text(LogFormatter.PrintDate(entry.IAmAliveTime)));
        var outcome = await _table.UpdateAsync(key, expression, expression.Exists(SiloRow.SiloIdentity), cancellationToken);
        if (!outcome.Accepted)
        {
            Log.NoRowToUpdate(_logger, entry.SiloAddress, _clusterId);
        }
    }

    public void Dispose() => _table.Dispose();

    /// <summary>Writes a silo's row and counts the version, both or neither. Without an etag the row must be new.</summary>
    private async Task<bool> ChangeAsync(MembershipEntry entry, string? etag, TableVersion next, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Etags of this table are numbers; any other text comes from elsewhere and fits nothing in it.
        if (Attributes.Integer(next.VersionEtag) is not { } versionEtag)
        {
            return false;
        }

        var rowEtag = etag is null ? -1 : Attributes.Integer(etag);
        if (rowEtag is null)
        {
            return false;
        }

        var identity = SiloRow.Identity(entry.SiloAddress);
        var row = SiloRow.Write(entry, next.Version, rowEtag.Value + 1);
        var rowCondition = etag is null ? row.Absent(SiloRow.SiloIdentity) : row.Equal(SiloRow.ETag, Attributes.Number(rowEtag.Value));
        var version = VersionRow.Write(next, versionEtag, identity);
        var versionCondition = version.Equal(SiloRow.ETag, Attributes.Number(versionEtag));
        return await _table.WriteTogetherAsync(
            [Update(identity, row, rowCondition), Update(VersionRow.Identity, version, versionCondition)],
            cancellationToken
        );
    }

    private TransactWriteItem Update(string identity, Expression expression, string condition) =>
        new()
        {
            Update = new Update
            {
                TableName = _table.Name,
                Key = SiloRow.Key(_clusterId, identity),
                UpdateExpression = expression.Update,
                ConditionExpression = condition,
                ExpressionAttributeNames = expression.Names,
                ExpressionAttributeValues = expression.Values,
            },
        };

    /// <summary>Deletes a row as it was read. One that has changed since stays, as does one that another silo deletes at the same time.</summary>
    private Task<WriteOutcome> DeleteDeadAsync(Item row, CancellationToken cancellationToken)
    {
        var expression = new Expression();
        var condition =
            $"{expression.Equal(SiloRow.Status, Attributes.Number((int)SiloStatus.Dead))} AND {expression.Equal(SiloRow.ETag, row[SiloRow.ETag])}";
        return _table.DeleteAsync(SiloRow.Key(_clusterId, row[SiloRow.SiloIdentity].S), expression, condition, cancellationToken);
    }

    private static bool IsDefunct(MembershipEntry entry, DateTimeOffset before) =>
        entry.Status == SiloStatus.Dead
        && (entry.SuspectTimes ?? [])
            .Select(vote => vote.Item2)
            .Append(entry.StartTime)
            .Append(entry.IAmAliveTime)
            .All(time => time < before.UtcDateTime);

    private MembershipTableData ToData(VersionRow version, List<Item> rows) =>
        new(
            [
                .. rows.Select(row => (Entry: Parse(row), ETag: row.Number(SiloRow.ETag)))
                    .Where(row => row is { Entry: not null, ETag: not null })
                    .Select(row => Tuple.Create(row.Entry!, Attributes.Print(row.ETag!.Value))),
            ],
            version.TableVersion
        );

    /// <summary>Null for a row that is not one of a silo: the others are better read than none.</summary>
    private MembershipEntry? Parse(Item row)
    {
        try
        {
            return SiloRow.Read(row);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            Log.RowSkipped(_logger, exception, row.Text(SiloRow.SiloIdentity), _table.Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5411, LogLevel.Warning, "Silo {Silo} is no longer a member of cluster {Cluster}: its sign of life has no row.")]
        public static partial void NoRowToUpdate(ILogger logger, SiloAddress silo, string cluster);

        [LoggerMessage(5412, LogLevel.Error, "The row {Identity} of table {Table} cannot be read and is left out.")]
        public static partial void RowSkipped(ILogger logger, Exception exception, string? identity, string table);
    }
}
