using System.Security.Cryptography;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Maas.Aws.DynamoDb.Reminders;

/// <summary>Reminders in a DynamoDB table. Reads of ranges and of grains go to its indexes, which follow a moment behind its writes.</summary>
public sealed partial class DynamoDBReminderTable : IReminderTable, IDisposable
{
    /// <summary>First etags are random below this, so that one from before a removal does not fit the reminder that comes after it.</summary>
    private const int FirstETagsEnd = 1 << 30;

    private readonly string _serviceId;
    private readonly DynamoTable _table;
    private readonly TableSetup _setup;
    private readonly ILogger _logger;

    public DynamoDBReminderTable(ILoggerFactory loggers, IOptions<ClusterOptions> cluster, IOptions<DynamoDBReminderStorageOptions> options)
    {
        _logger = loggers.CreateLogger<DynamoDBReminderTable>();
        _serviceId = cluster.Value.ServiceId;
        _table = new DynamoTable(options.Value.TableName, options.Value, TimeProvider.System);
        _setup = new TableSetup(_table, ReminderItem.Shape, options.Value, _logger);
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _setup.EnsureAsync(cancellationToken);
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken)
    {
        var expression = new Expression();
        var service = expression.Equal(ReminderItem.ServiceId, Attributes.Text(_serviceId));
        var grain = expression.Equal(ReminderItem.GrainReference, Attributes.Text(grainId.ToString()));
        return new ReminderTableData(await QueryAsync(ReminderItem.GrainIndex, expression, $"{service} AND {grain}", cancellationToken));
    }

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        var entries = new List<ReminderEntry>();
        foreach (var range in RingRange.Split(begin, end))
        {
            var expression = new Expression();
            var service = expression.Equal(ReminderItem.ServiceId, Attributes.Text(_serviceId));
            var (first, last) = (expression.Value(Attributes.Number(range.First)), expression.Value(Attributes.Number(range.Last)));
            var condition = $"{service} AND {expression.Name(ReminderItem.GrainHash)} BETWEEN {first} AND {last}";
            entries.AddRange(await QueryAsync(ReminderItem.HashIndex, expression, condition, cancellationToken));
        }

        return new ReminderTableData(entries);
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    /// <returns>The reminder, null when there is none.</returns>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        await _table.GetAsync(ReminderItem.Key(_serviceId, grainId, reminderName), cancellationToken) is { } item
            ? ReminderItem.Read(item)
            : null;

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        // Counted on by the service itself, so that no two writes of a reminder have one etag.
        var first = Attributes.Number(RandomNumberGenerator.GetInt32(FirstETagsEnd));
        var expression = ReminderItem.Write(_serviceId, entry).Count(ReminderItem.ETag, first);
        var key = ReminderItem.Key(_serviceId, entry.GrainId, entry.ReminderName);
        var outcome = await _table.UpdateAsync(key, expression, condition: null, cancellationToken);
        return entry.ETag = outcome.Item![ReminderItem.ETag].N;
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken)
    {
        if (Attributes.Integer(eTag) is not { } etag)
        {
            return false;
        }

        var expression = new Expression();
        var condition = expression.Equal(ReminderItem.ETag, Attributes.Number(etag));
        var key = ReminderItem.Key(_serviceId, grainId, reminderName);
        return (await _table.DeleteAsync(key, expression, condition, cancellationToken)).Accepted;
    }

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public async Task TestOnlyClearTable(CancellationToken cancellationToken)
    {
        var expression = new Expression();
        var scan = new ScanRequest
        {
            FilterExpression = expression.Equal(ReminderItem.ServiceId, Attributes.Text(_serviceId)),
            ProjectionExpression = $"{expression.Name(ReminderItem.ReminderId)}, {expression.Name(ReminderItem.GrainHash)}",
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
            ConsistentRead = true,
        };
        await _table.DeleteAllAsync(await _table.ScanAsync(scan, cancellationToken).ToListAsync(cancellationToken), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Dispose() => _table.Dispose();

    private async Task<List<ReminderEntry>> QueryAsync(
        string index,
        Expression expression,
        string condition,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryRequest
        {
            IndexName = index,
            KeyConditionExpression = condition,
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
        };
        var entries = _table.QueryAsync(query, cancellationToken).Select(Parse).Where(entry => entry is not null).Select(entry => entry!);
        return await entries.ToListAsync(cancellationToken);
    }

    /// <summary>Null for an item that is no reminder: the others are better read than none.</summary>
    private ReminderEntry? Parse(Item item)
    {
        try
        {
            return ReminderItem.Read(item);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            Log.ItemSkipped(_logger, exception, _table.Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5431, LogLevel.Error, "An item of table {Table} is no reminder that can be read, and is left out.")]
        public static partial void ItemSkipped(ILogger logger, Exception exception, string table);
    }
}
