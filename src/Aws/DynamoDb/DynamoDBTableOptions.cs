namespace Maas.Aws.DynamoDb;

/// <summary>How a table is named, created and billed.</summary>
public abstract class DynamoDBTableOptions : DynamoDBClientOptions
{
    protected DynamoDBTableOptions(string tableName) => TableName = tableName;

    /// <summary>The table's name.</summary>
    public string TableName { get; set; }

    /// <summary>Whether a missing table is created. Default true. With false, and for a user without the right, a missing table is an error that says which.</summary>
    public bool CreateIfNotExists { get; set; } = true;

    /// <summary>
    /// Whether a table that is there already is changed to what these options ask for: fixed capacity, and the expiry of states. Default true.
    /// Where they ask for neither, nothing is looked at or changed.
    /// </summary>
    public bool UpdateIfExists { get; set; } = true;

    /// <summary>Whether the table has fixed capacity. Default false: on demand, paid a request.</summary>
    public bool UseProvisionedThroughput { get; set; }

    /// <summary>Reads a second of a table with fixed capacity. Default 10.</summary>
    public int ReadCapacityUnits { get; set; } = 10;

    /// <summary>Writes a second of a table with fixed capacity. Default 5.</summary>
    public int WriteCapacityUnits { get; set; } = 5;

    /// <summary>How long a table may take to become active. Default 2 minutes; then the start fails.</summary>
    public TimeSpan TableReadyTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
