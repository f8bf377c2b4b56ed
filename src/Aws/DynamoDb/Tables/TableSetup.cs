using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>Sees to it that a table is there, of the right shape and active, before it is used. Many may do so at once.</summary>
/// <param name="table">The table.</param>
/// <param name="shape">What it must look like.</param>
/// <param name="options">Its options.</param>
/// <param name="logger">Is told of a table that is created.</param>
/// <param name="expiry">The attribute that says when an item expires; null where none does.</param>
internal sealed partial class TableSetup(
    DynamoTable table,
    TableShape shape,
    DynamoDBTableOptions options,
    ILogger logger,
    string? expiry = null
)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <exception cref="DynamoDBTableException">The table is missing and may not be created, has another shape, does not become active or cannot be reached.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        CheckOptions();
        try
        {
            var found = await DescribeAsync(cancellationToken);
            var active = await UntilActiveAsync(found ?? await CreateAsync(cancellationToken), cancellationToken);
            if (found is null || options.UpdateIfExists)
            {
                await new TableChanges(table, options, expiry).ApplyAsync(active, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new DynamoDBTableException(
                $"DynamoDB table {table.Name} cannot be used: {exception.Message} Check the endpoint or region ('{options.Service ?? "as the AWS SDK is configured"}'), the credentials and their rights.",
                exception
            );
        }
    }

    private void CheckOptions()
    {
        var error = DynamoDbSettings.TableNameError(options.GetType().Name, nameof(DynamoDBTableOptions.TableName), table.Name);
        if (options.UseProvisionedThroughput && (options.ReadCapacityUnits < 1 || options.WriteCapacityUnits < 1))
        {
            error ??=
                $"{options.GetType().Name} asks for {options.ReadCapacityUnits} reads and {options.WriteCapacityUnits} writes a second: give {nameof(options.ReadCapacityUnits)} and {nameof(options.WriteCapacityUnits)} of 1 at least.";
        }

        if (error is not null)
        {
            throw new DynamoDBTableException(error);
        }
    }

    private async Task<TableDescription?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await table.Client.DescribeTableAsync(table.Name, cancellationToken)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private async Task<TableDescription?> CreateAsync(CancellationToken cancellationToken)
    {
        if (!options.CreateIfNotExists)
        {
            throw new DynamoDBTableException(
                $"DynamoDB table {table.Name} does not exist, and {nameof(options.CreateIfNotExists)} is false: create it with {shape}; or allow its creation."
            );
        }

        var throughput = options.UseProvisionedThroughput
            ? new ProvisionedThroughput(options.ReadCapacityUnits, options.WriteCapacityUnits)
            : null;
        var request = new CreateTableRequest
        {
            TableName = table.Name,
            KeySchema = shape.Keys,
            AttributeDefinitions = shape.Attributes,
            GlobalSecondaryIndexes = shape.GlobalIndexes(throughput),
            BillingMode = throughput is null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
            ProvisionedThroughput = throughput,
        };
        try
        {
            var answer = await table.Client.CreateTableAsync(request, cancellationToken);
            Log.Created(logger, table.Name);
            return answer.TableDescription;
        }
        catch (ResourceInUseException)
        {
            // Another silo was first; its table is looked at like any other.
            return null;
        }
    }

    private async Task<TableDescription> UntilActiveAsync(TableDescription? description, CancellationToken cancellationToken)
    {
        Check(description);
        var started = table.Time.GetTimestamp();
        while (description is null || !IsActive(description))
        {
            if (table.Time.GetElapsedTime(started) > options.TableReadyTimeout)
            {
                throw new DynamoDBTableException(
                    $"DynamoDB table {table.Name} is {description?.TableStatus ?? "not visible"} after {options.TableReadyTimeout}: look at it in the console, or raise {nameof(options.TableReadyTimeout)}."
                );
            }

            await Task.Delay(PollInterval, table.Time, cancellationToken);
            description = await DescribeAsync(cancellationToken);
            Check(description);
        }

        return description;
    }

    private static bool IsActive(TableDescription description) =>
        (description.TableStatus == TableStatus.ACTIVE || description.TableStatus == TableStatus.UPDATING)
        && (description.GlobalSecondaryIndexes ?? []).TrueForAll(index =>
            index.IndexStatus == IndexStatus.ACTIVE || index.IndexStatus == IndexStatus.UPDATING
        );

    private void Check(TableDescription? description)
    {
        if (description is null || shape.Fits(description))
        {
            return;
        }

        throw new DynamoDBTableException(
            $"DynamoDB table {table.Name} has another shape: it must have {shape}. Add what is missing, or name another table."
        );
    }

    private static partial class Log
    {
        [LoggerMessage(5401, LogLevel.Information, "DynamoDB table {Table} did not exist and is being created.")]
        public static partial void Created(ILogger logger, string table);
    }
}
