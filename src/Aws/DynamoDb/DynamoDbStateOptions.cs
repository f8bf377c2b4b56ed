namespace Maas.Aws.DynamoDb;

/// <summary>Grain state in DynamoDB; section <c>Maas:Storage:DynamoDb</c>.</summary>
public sealed class DynamoDbStateOptions : DynamoDbSettings
{
    public const string Section = "Maas:Storage:DynamoDb";

    /// <summary>The table of grain states. Default <c>OrleansGrainState</c>.</summary>
    public string TableName { get; set; } = DynamoDBStorageOptions.DefaultTableName;
}
