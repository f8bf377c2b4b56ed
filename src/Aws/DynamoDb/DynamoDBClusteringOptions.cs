namespace Maas.Aws.DynamoDb;

/// <summary>The membership table of a silo.</summary>
public sealed class DynamoDBClusteringOptions() : DynamoDBTableOptions(DefaultTableName)
{
    public const string DefaultTableName = "OrleansSilos";
}
