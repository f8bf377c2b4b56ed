namespace Maas.Aws.DynamoDb;

/// <summary>The table of reminders.</summary>
public sealed class DynamoDBReminderStorageOptions() : DynamoDBTableOptions(DefaultTableName)
{
    public const string DefaultTableName = "OrleansReminders";
}
