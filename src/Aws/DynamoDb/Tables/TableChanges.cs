using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Maas.Aws.DynamoDb.Tables;

/// <summary>Brings a table to the capacity and the expiry that its options ask for. Many may do so at once.</summary>
/// <param name="table">The table, active.</param>
/// <param name="options">Its options.</param>
/// <param name="expiry">The attribute that says when an item expires; null where none does.</param>
internal sealed class TableChanges(DynamoTable table, DynamoDBTableOptions options, string? expiry)
{
    public async Task ApplyAsync(TableDescription description, CancellationToken cancellationToken)
    {
        if (expiry is not null && !await ExpiresAsync(cancellationToken))
        {
            await SwitchExpiryOnAsync(expiry, cancellationToken);
        }

        if (options.UseProvisionedThroughput)
        {
            await ChangeCapacityAsync(description, cancellationToken);
        }
    }

    private async Task<bool> ExpiresAsync(CancellationToken cancellationToken)
    {
        var description = (await table.Client.DescribeTimeToLiveAsync(table.Name, cancellationToken)).TimeToLiveDescription;
        var on = description.TimeToLiveStatus == TimeToLiveStatus.ENABLED || description.TimeToLiveStatus == TimeToLiveStatus.ENABLING;
        return on && description.AttributeName == expiry;
    }

    private async Task SwitchExpiryOnAsync(string attribute, CancellationToken cancellationToken)
    {
        var request = new UpdateTimeToLiveRequest
        {
            TableName = table.Name,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true },
        };
        try
        {
            await table.Client.UpdateTimeToLiveAsync(request, cancellationToken);
        }
        catch (AmazonDynamoDBException)
        {
            // The service refuses what another silo has just done.
            if (!await ExpiresAsync(cancellationToken))
            {
                throw;
            }
        }
    }

    private async Task ChangeCapacityAsync(TableDescription description, CancellationToken cancellationToken)
    {
        var wanted = new ProvisionedThroughput(options.ReadCapacityUnits, options.WriteCapacityUnits);
        var onDemand = description.BillingModeSummary?.BillingMode == BillingMode.PAY_PER_REQUEST;
        var indexes = (description.GlobalSecondaryIndexes ?? []).FindAll(index => !Has(index.ProvisionedThroughput));
        var tableHas = Has(description.ProvisionedThroughput);
        if (!onDemand && tableHas && indexes.Count == 0)
        {
            return;
        }

        // The service takes only what changes.
        var request = new UpdateTableRequest
        {
            TableName = table.Name,
            BillingMode = onDemand ? BillingMode.PROVISIONED : null,
            ProvisionedThroughput = tableHas ? null : wanted,
            GlobalSecondaryIndexUpdates = indexes.Count == 0 ? null : [.. indexes.Select(index => Update(index.IndexName, wanted))],
        };
        try
        {
            await table.Client.UpdateTableAsync(request, cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // Another silo is at it.
        }
    }

    private bool Has(ProvisionedThroughputDescription? capacity) =>
        capacity?.ReadCapacityUnits == options.ReadCapacityUnits && capacity?.WriteCapacityUnits == options.WriteCapacityUnits;

    private static GlobalSecondaryIndexUpdate Update(string index, ProvisionedThroughput wanted) =>
        new()
        {
            Update = new UpdateGlobalSecondaryIndexAction { IndexName = index, ProvisionedThroughput = wanted },
        };
}
