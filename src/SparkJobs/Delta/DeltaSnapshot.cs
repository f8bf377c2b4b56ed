namespace Maas.SparkJobs.Delta;

/// <summary>One version of a table, complete and unchanging.</summary>
public sealed class DeltaSnapshot
{
    internal DeltaSnapshot(
        long version,
        DeltaProtocol protocol,
        DeltaMetadata? metadata,
        IReadOnlyDictionary<string, DeltaFile> files,
        IReadOnlyDictionary<string, DeltaTombstone> tombstones,
        IReadOnlyDictionary<string, DeltaTransaction> transactions
    )
    {
        Version = version;
        Protocol = protocol;
        Metadata = metadata;
        FilesByPath = files;
        TombstonesByPath = tombstones;
        Transactions = transactions;
    }

    /// <summary>The table before its first commit.</summary>
    public static DeltaSnapshot None { get; } =
        new(
            -1,
            DeltaProtocol.Supported,
            null,
            new Dictionary<string, DeltaFile>(),
            new Dictionary<string, DeltaTombstone>(),
            new Dictionary<string, DeltaTransaction>()
        );

    /// <summary>The version; −1 when there is no table yet.</summary>
    public long Version { get; }

    /// <summary>The table's description; null when there is no table yet.</summary>
    public DeltaMetadata? Metadata { get; }

    /// <summary>The files that hold the version's rows, in no particular order.</summary>
    public IEnumerable<DeltaFile> Files => FilesByPath.Values;

    public int FileCount => FilesByPath.Count;

    /// <summary>Removed files that the log still remembers.</summary>
    public IEnumerable<DeltaTombstone> Tombstones => TombstonesByPath.Values;

    /// <summary>The last transaction of each application.</summary>
    public IReadOnlyDictionary<string, DeltaTransaction> Transactions { get; }

    internal DeltaProtocol Protocol { get; }

    internal IReadOnlyDictionary<string, DeltaFile> FilesByPath { get; }

    internal IReadOnlyDictionary<string, DeltaTombstone> TombstonesByPath { get; }

    /// <summary>Whether the file is part of the version, or was and is remembered.</summary>
    internal bool Remembers(string path) => FilesByPath.ContainsKey(path) || TombstonesByPath.ContainsKey(path);
}
