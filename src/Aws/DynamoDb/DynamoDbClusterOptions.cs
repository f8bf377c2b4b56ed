namespace Maas.Aws.DynamoDb;

/// <summary>The cluster's tables in DynamoDB; section <c>Maas:Cluster:DynamoDb</c>.</summary>
public sealed class DynamoDbClusterOptions : DynamoDbSettings
{
    public const string Section = "Maas:Cluster:DynamoDb";

    /// <summary>The table of silos. Default <c>OrleansSilos</c>.</summary>
    public string TableName { get; set; } = DynamoDBClusteringOptions.DefaultTableName;

    /// <summary>The table of reminders. Default <c>OrleansReminders</c>.</summary>
    public string RemindersTableName { get; set; } = DynamoDBReminderStorageOptions.DefaultTableName;
}
