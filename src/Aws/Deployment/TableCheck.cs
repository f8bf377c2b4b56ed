using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Tables;

namespace Maas.Aws.Deployment;

/// <summary>A table of Orleans: there, active, with the keys and indexes of its use, paid a request, and recoverable where it keeps state.</summary>
internal sealed class TableCheck : IDisposable
{
    private readonly IAmazonDynamoDB _client;

    public TableCheck(DynamoDbSettings settings)
    {
        var options = new DynamoDBStorageOptions();
        settings.ApplyTo(options);
        _client = DynamoClients.Create(options);
    }

    public void Dispose() => _client.Dispose();

    public async Task<IReadOnlyList<DeploymentFinding>> RunAsync(
        string table,
        TableShape shape,
        bool keepsState,
        CancellationToken cancellationToken
    )
    {
        var name = $"table {table}";
        TableDescription? described = null;
        var found = await DeploymentCheck
            .TryAsync(
                name,
                async () =>
                {
                    described = (await _client.DescribeTableAsync(table, cancellationToken).ConfigureAwait(false)).Table;
                    var status = described.TableStatus?.Value ?? "unknown";
                    return DeploymentFinding.Of(name, status is "ACTIVE" or "UPDATING", status, "Wait until it is active.");
                },
                "does not exist"
            )
            .ConfigureAwait(false);
        if (!found.Ok)
        {
            return [found];
        }

        List<DeploymentFinding> findings = [found, Keys(name, shape, described!), Billing(name, described!)];
        if (keepsState)
        {
            findings.Add(await RecoveryAsync(name, table, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private static DeploymentFinding Keys(string name, TableShape shape, TableDescription table) =>
        DeploymentFinding.Of(
            $"{name}, keys",
            shape.Fits(table),
            shape.Fits(table) ? "as Orleans needs them" : "others than Orleans needs",
            $"It must have {shape}: add an index that is missing, or name another table; keys cannot be changed."
        );

    private static DeploymentFinding Billing(string name, TableDescription table)
    {
        var mode = table.BillingModeSummary?.BillingMode?.Value ?? "PROVISIONED";
        return DeploymentFinding.Of(
            $"{name}, billing",
            mode == "PAY_PER_REQUEST",
            mode,
            "aws dynamodb update-table --billing-mode PAY_PER_REQUEST: provisioned throughput throttles the first surge of devices."
        );
    }

    private Task<DeploymentFinding> RecoveryAsync(string name, string table, CancellationToken cancellationToken) =>
        DeploymentCheck.TryAsync(
            $"{name}, recovery",
            async () =>
            {
                var answer = await _client
                    .DescribeContinuousBackupsAsync(new DescribeContinuousBackupsRequest { TableName = table }, cancellationToken)
                    .ConfigureAwait(false);
                var status =
                    answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus?.Value ?? "DISABLED";
                return DeploymentFinding.Of(
                    $"{name}, recovery",
                    status == "ENABLED",
                    $"point in time: {status}",
                    "aws dynamodb update-continuous-backups with PointInTimeRecoveryEnabled=true: refusals of owners are kept nowhere else."
                );
            }
        );
}
