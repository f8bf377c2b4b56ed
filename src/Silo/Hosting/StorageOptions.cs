namespace Maas.Silo.Hosting;

/// <summary>What keeps the state of grains; section <c>Maas:Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Maas:Storage";

    /// <summary>What keeps the state of grains. <c>Sqlite</c> (default): a file in the data folder. <c>DynamoDb</c>: a table that silos share.</summary>
    public StorageKind Kind { get; set; } = StorageKind.Sqlite;
}

/// <summary>What keeps the state of grains.</summary>
public enum StorageKind
{
    Sqlite,
    DynamoDb,
}
