namespace Maas.Aws.DynamoDb;

/// <summary>The membership table as a client reads it, to find silos to connect to. A client never creates the table.</summary>
public sealed class DynamoDBGatewayOptions : DynamoDBClientOptions
{
    /// <summary>The table's name. Default <c>OrleansSilos</c>.</summary>
    public string TableName { get; set; } = DynamoDBClusteringOptions.DefaultTableName;
}
