using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;
using Maas.Tracking.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Maas.Aws.DynamoDb.Storage;

/// <summary>Grain state in a DynamoDB table, an item a state. A write with a stale etag changes nothing and throws <see cref="InconsistentStateException"/>.</summary>
public sealed class DynamoDBGrainStorage : IGrainStorage, IStateCatalog, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly string _name;
    private readonly DynamoDBStorageOptions _options;
    private readonly string _serviceId;
    private readonly IActivatorProvider _activators;
    private readonly IGrainStorageSerializer _serializer;
    private readonly DynamoTable _table;
    private readonly TableSetup _setup;
    private readonly StorageInstruments _instruments;

    /// <param name="name">The name that grains ask for.</param>
    /// <param name="options">The table.</param>
    /// <param name="activators">Makes states.</param>
    /// <param name="logger">Is told of a table that is created.</param>
    /// <param name="cluster">Has the service id, unless the options name another; without both it is empty, the official package's default.</param>
    /// <param name="time">The clock; the system's when none is registered.</param>
    /// <param name="meters">Meters; without them nothing is measured.</param>
    public DynamoDBGrainStorage(
        string name,
        DynamoDBStorageOptions options,
        IActivatorProvider activators,
        ILogger<DynamoDBGrainStorage> logger,
        IOptions<ClusterOptions>? cluster = null,
        TimeProvider? time = null,
        IMeterFactory? meters = null
    )
    {
        _name = name;
        _options = options;
        _serviceId = options.ServiceId ?? cluster?.Value.ServiceId ?? "";
        _activators = activators;
        _serializer = options.GrainStorageSerializer ?? new StateSerializer(activators);
        _table = new DynamoTable(options.TableName, options, time ?? TimeProvider.System);
        var expiry = options.TimeToLive is null ? null : StateItem.GrainTtl;
        _setup = new TableSetup(_table, StateItem.Shape, options, logger, expiry);
        _instruments = new StorageInstruments(meters);
    }

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(OptionFormattingUtilities.Name<DynamoDBGrainStorage>(_name), _options.InitStage, Init);

    /// <summary>Sees to it that the table is there.</summary>
    /// <exception cref="DynamoDBTableException">It is not, or cannot be used.</exception>
    public Task Init(CancellationToken cancellationToken) => _setup.EnsureAsync(cancellationToken);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = await _instruments.ReadAsync(() => _table.GetAsync(Key(stateName, grainId), cancellationToken));
        if (item is null || StateItem.IsExpired(item, _table.Time.GetUtcNow()))
        {
            Reset(grainState, etag: null);
            return;
        }

        var etag = item.Number(StateItem.ETag) is { } number ? Attributes.Print(number) : null;
        if (StateItem.Payload(item) is not { } payload || _serializer.Deserialize<T>(new BinaryData(payload)) is not { } state)
        {
            Reset(grainState, etag);
            return;
        }

        grainState.State = state;
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var payload = _serializer.Serialize(grainState.State).ToMemory();
        grainState.ETag = await PutAsync(stateName, grainId, payload, grainState.ETag, cancellationToken);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? etag = null;
        if (_options.DeleteStateOnClear || string.IsNullOrEmpty(grainState.ETag))
        {
            await DeleteAsync(stateName, grainId, grainState.ETag, cancellationToken);
        }
        else
        {
            etag = await PutAsync(stateName, grainId, payload: null, grainState.ETag, cancellationToken);
        }

        Reset(grainState, etag);
    }

    /// <summary>Reads through the whole table, for the key begins with the grain: an operation for repairs.</summary>
    public async IAsyncEnumerable<string> ListAsync(string stateName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = $"{_serviceId}_";
        var expression = new Expression();
        var scan = new ScanRequest
        {
            ProjectionExpression = expression.Name(StateItem.GrainReference),
            FilterExpression =
                $"{expression.Equal(StateItem.GrainType, Attributes.Text(stateName))} AND begins_with({expression.Name(StateItem.GrainReference)}, {expression.Value(Attributes.Text(prefix))})",
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
            ConsistentRead = true,
        };
        await foreach (var item in _table.ScanAsync(scan, cancellationToken))
        {
            yield return item.Text(StateItem.GrainReference)![prefix.Length..];
        }
    }

    public void Dispose()
    {
        _table.Dispose();
        _instruments.Dispose();
    }

    /// <summary>Writes the item over the one with the etag, or as a new one, and returns its etag.</summary>
    private async Task<string> PutAsync(
        string stateName,
        GrainId grainId,
        ReadOnlyMemory<byte>? payload,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        var expected = Expected(stateName, etag, grainId);
        var next = expected.Next();
        var item = Key(stateName, grainId);
        item[StateItem.GrainState] = StateItem.Payload(payload);
        item[StateItem.ETag] = Attributes.Number(next);
        if (_options.TimeToLive is { } life)
        {
            item[StateItem.GrainTtl] = Attributes.Number((_table.Time.GetUtcNow() + life).ToUnixTimeSeconds());
        }

        ExpectFits(item, stateName, grainId);

        var expression = new Expression();
        var condition = expected.Condition(expression, _table.Time.GetUtcNow());
        var outcome = await _instruments.WriteAsync(() => _table.PutAsync(item, expression, condition, cancellationToken));
        // A write whose answer was lost and that the SDK sent again is refused because of itself. It cannot be told from another's with the
        // same content, so it counts as stale too: whoever wrote it reads again and finds it done.
        return outcome.Accepted
            ? Attributes.Print(next)
            : throw Stale(stateName, grainId, await _table.GetAsync(Key(stateName, grainId), cancellationToken), etag);
    }

    private async Task DeleteAsync(string stateName, GrainId grainId, string? etag, CancellationToken cancellationToken)
    {
        var expression = new Expression();
        var condition = Expected(stateName, etag, grainId).Condition(expression, _table.Time.GetUtcNow());
        var key = Key(stateName, grainId);
        var outcome = await _instruments.WriteAsync(() => _table.DeleteAsync(key, expression, condition, cancellationToken));
        if (!outcome.Accepted)
        {
            throw Stale(stateName, grainId, await _table.GetAsync(key, cancellationToken), etag);
        }
    }

    private Item Key(string stateName, GrainId grainId) =>
        StateItem.Key(
            KeyLimits.Expect($"{_serviceId}_{grainId}", KeyLimits.HashBytesMax, $"a state of a grain of type '{grainId.Type}'"),
            KeyLimits.Expect(stateName, KeyLimits.RangeBytesMax, "a state's name")
        );

    private void Reset<T>(IGrainState<T> grainState, string? etag)
    {
        grainState.State = _activators.GetActivator<T>().Create();
        grainState.ETag = etag!;
        grainState.RecordExists = false;
    }

    private static Expectation Expected(string stateName, string? etag, GrainId grainId) =>
        Expectation.Of(etag) ?? throw Stale(stateName, grainId, stored: null, etag);

    private void ExpectFits(Item item, string stateName, GrainId grainId)
    {
        if (StateItem.Bytes(item) is var bytes and > StateItem.BytesMax)
        {
            throw new DynamoDBStateTooLargeException(
                $"State '{stateName}' of grain {grainId} takes {bytes} bytes as an item of table {_table.Name}, and DynamoDB holds {StateItem.BytesMax} at most: split the state, or keep less in it."
            );
        }
    }

    /// <summary>The grain's key may be a person's device and stays out of the message, which is logged.</summary>
    private static InconsistentStateException Stale(string stateName, GrainId grainId, Item? stored, string? etag) =>
        new(
            $"State '{stateName}' of a grain of type '{grainId.Type}' was changed by somebody else: read it again and retry.",
            stored?.Number(StateItem.ETag) is { } number ? Attributes.Print(number) : "none",
            etag ?? "none"
        );
}
