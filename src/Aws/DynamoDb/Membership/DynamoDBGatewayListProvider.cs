using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Maas.Aws.DynamoDb.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Maas.Aws.DynamoDb.Membership;

/// <summary>Finds the silos that take clients: those that are active and have a gateway port.</summary>
public sealed partial class DynamoDBGatewayListProvider : IGatewayListProvider, IDisposable
{
    private readonly string _clusterId;
    private readonly DynamoTable _table;
    private readonly ILogger _logger;

    public DynamoDBGatewayListProvider(
        ILogger<DynamoDBGatewayListProvider> logger,
        IOptions<DynamoDBGatewayOptions> options,
        IOptions<ClusterOptions> cluster,
        IOptions<GatewayOptions> gateways
    )
    {
        _logger = logger;
        _clusterId = cluster.Value.ClusterId;
        _table = new DynamoTable(options.Value.TableName, options.Value, TimeProvider.System);
        MaxStaleness = gateways.Value.GatewayListRefreshPeriod;
    }

    public TimeSpan MaxStaleness { get; }

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var expression = new Expression();
        var active = expression.Equal(SiloRow.Status, Attributes.Number((int)SiloStatus.Active));
        var query = new QueryRequest
        {
            KeyConditionExpression = expression.Equal(SiloRow.DeploymentId, Attributes.Text(_clusterId)),
            FilterExpression = $"{active} AND {expression.Name(SiloRow.ProxyPort)} > {expression.Value(Attributes.Number(0))}",
            ExpressionAttributeNames = expression.Names,
            ExpressionAttributeValues = expression.Values,
            ConsistentRead = true,
        };
        try
        {
            return await _table.QueryAsync(query, cancellationToken).Select(Gateway).ToListAsync(cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // No silo has started yet, and a client has no business creating the table. The list is asked for again.
            Log.NoTable(_logger, _table.Name);
            return [];
        }
    }

    public void Dispose() => _table.Dispose();

    private static Uri Gateway(Item row)
    {
        var silo = SiloRow.Read(row);
        return SiloAddress.New(silo.SiloAddress.Endpoint.Address, silo.ProxyPort, silo.SiloAddress.Generation).ToGatewayUri();
    }

    private static partial class Log
    {
        [LoggerMessage(5421, LogLevel.Warning, "DynamoDB table {Table} does not exist yet: no silo of the cluster has started.")]
        public static partial void NoTable(ILogger logger, string table);
    }
}
