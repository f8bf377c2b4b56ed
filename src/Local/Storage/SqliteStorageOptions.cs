namespace Maas.Local.Storage;

/// <summary>How grain state is kept in SQLite (<c>Maas:Storage</c>).</summary>
public sealed class SqliteStorageOptions
{
    public const string Section = "Maas:Storage";

    /// <summary>Writes that may wait for the database at one time; further ones wait for room. Default 8,192.</summary>
    public int QueueWritesMax { get; set; } = 8_192;

    /// <summary>Writes that share one transaction, and so one flush of the disk, at most. Default 512.</summary>
    public int GroupWritesMax { get; set; } = 512;

    /// <summary>Reads at one time; further ones wait. Each keeps a connection with a cache of its own. Default 4.</summary>
    public int ReadersMax { get; set; } = 4;
}
