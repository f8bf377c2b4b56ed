using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>
/// One table: reads are consistent and whole, however many pages they take; writes that meet another one's transaction are repeated; a
/// condition that does not hold is an outcome, not an exception.
/// </summary>
internal sealed class DynamoTable(string name, DynamoDBClientOptions options, TimeProvider time) : IDisposable
{
    private const int BatchItemsMax = 25;

    private readonly Lazy<IAmazonDynamoDB> _client = new(() => options.CreateClient?.Invoke() ?? DynamoClients.Create(options));

    public string Name => name;

    public TimeProvider Time => time;

    public IAmazonDynamoDB Client => _client.Value;

    public Pauses Pauses { get; } = new(options.ConflictRetriesMax, time);

    public async Task<Item?> GetAsync(Item key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = name,
            Key = key,
            ConsistentRead = true,
        };
        var answer = await Client.GetItemAsync(request, cancellationToken);
        return answer.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>Reads several items as they were at one moment; an absent one is null.</summary>
    public async Task<Item?[]> GetTogetherAsync(Item[] keys, CancellationToken cancellationToken)
    {
        var request = new TransactGetItemsRequest
        {
            TransactItems =
            [
                .. keys.Select(key => new TransactGetItem
                {
                    Get = new Get { TableName = name, Key = key },
                }),
            ],
        };
        var answer = await Pauses.RetryAsync(() => Client.TransactGetItemsAsync(request, cancellationToken), cancellationToken);
        return [.. answer.Responses.Select(response => response.Item is { Count: > 0 } item ? item : null)];
    }

    /// <summary>All items of a query, page after page. Its table is filled in.</summary>
    public async IAsyncEnumerable<Item> QueryAsync(QueryRequest query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        query.TableName = name;
        do
        {
            var page = await Client.QueryAsync(query, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            query.ExclusiveStartKey = page.LastEvaluatedKey;
        } while (query.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>All items of a scan, page after page. Its table is filled in.</summary>
    public async IAsyncEnumerable<Item> ScanAsync(ScanRequest scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        scan.TableName = name;
        do
        {
            var page = await Client.ScanAsync(scan, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                yield return item;
            }

            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        } while (scan.ExclusiveStartKey is { Count: > 0 });
    }

    public Task<WriteOutcome> PutAsync(Item item, Expression expression, string condition, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = name,
            Item = item,
            ConditionExpression = condition,
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
        };
        return WriteAsync(async () => (await Client.PutItemAsync(request, cancellationToken)).Attributes, cancellationToken);
    }

    /// <summary>Applies the expression's update. An accepted one returns the attributes that it set.</summary>
    public Task<WriteOutcome> UpdateAsync(Item key, Expression expression, string? condition, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = name,
            Key = key,
            UpdateExpression = expression.Update,
            ConditionExpression = condition,
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
            ReturnValues = ReturnValue.UPDATED_NEW,
        };
        return WriteAsync(async () => (await Client.UpdateItemAsync(request, cancellationToken)).Attributes, cancellationToken);
    }

    public Task<WriteOutcome> DeleteAsync(Item key, Expression expression, string condition, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest
        {
            TableName = name,
            Key = key,
            ConditionExpression = condition,
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
        };
        return WriteAsync(async () => (await Client.DeleteItemAsync(request, cancellationToken)).Attributes, cancellationToken);
    }

    /// <summary>Writes several items or none. False when a condition of one did not hold.</summary>
    public async Task<bool> WriteTogetherAsync(TransactWriteItem[] writes, CancellationToken cancellationToken)
    {
        try
        {
            // Each attempt is a request of its own, and so gets a token of its own: the one before was cancelled for certain.
            await Pauses.RetryAsync(
                () => Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [.. writes] }, cancellationToken),
                cancellationToken
            );
            return true;
        }
        catch (TransactionCanceledException cancelled) when (Contention.IsRefusal(cancelled))
        {
            return false;
        }
    }

    /// <summary>Deletes items whatever they hold, and those that the service put off until it takes them.</summary>
    /// <exception cref="DynamoDBTableException">The service put items off more often than <see cref="DynamoDBClientOptions.ConflictRetriesMax"/>.</exception>
    public async Task DeleteAllAsync(IEnumerable<Item> keys, CancellationToken cancellationToken)
    {
        foreach (var batch in keys.Chunk(BatchItemsMax))
        {
            List<WriteRequest>? left = [.. batch.Select(key => new WriteRequest(new DeleteRequest(key)))];
            for (var attempt = 0; left is { Count: > 0 }; attempt++)
            {
                if (attempt > Pauses.RetriesMax)
                {
                    throw new DynamoDBTableException(
                        $"Table {name} put off {left.Count} deletions {attempt} times: it has too little capacity."
                    );
                }

                if (attempt > 0)
                {
                    await Pauses.WaitAsync(attempt - 1, cancellationToken);
                }

                var request = new BatchWriteItemRequest(
                    new Dictionary<string, List<WriteRequest>>(StringComparer.Ordinal) { [name] = left }
                );
                var answer = await Client.BatchWriteItemAsync(request, cancellationToken);
                left = answer.UnprocessedItems?.GetValueOrDefault(name);
            }
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated && options.CreateClient is null)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<WriteOutcome> WriteAsync(Func<Task<Item?>> send, CancellationToken cancellationToken)
    {
        try
        {
            return new WriteOutcome(true, await Pauses.RetryAsync(send, cancellationToken));
        }
        catch (ConditionalCheckFailedException)
        {
            return new WriteOutcome(false, null);
        }
    }
}

/// <summary>What became of a conditional write.</summary>
/// <param name="Accepted">Whether its condition held, and it was done.</param>
/// <param name="Item">What an accepted update set.</param>
internal readonly record struct WriteOutcome(bool Accepted, Item? Item);
