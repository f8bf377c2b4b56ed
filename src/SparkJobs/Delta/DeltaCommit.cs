using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Delta;

/// <summary>One atomic change of a table.</summary>
public sealed record DeltaCommit
{
    /// <summary>Files to add. A partition column that a file gives no value is null there.</summary>
    public IReadOnlyList<DataFile> Adds { get; init; } = [];

    /// <summary>Which of the table's files the commit removes; asked again of the newer version whenever another commit came first.</summary>
    public Func<DeltaFile, bool> Replaces { get; init; } = static _ => false;

    /// <summary>Paths of files that the added ones were made from: unless the table still has them all, the commit would bring back rows that are gone.</summary>
    public IReadOnlyCollection<string> Needs { get; init; } = [];

    /// <summary>The run that commits: it recognises its own earlier commit by it.</summary>
    public required string RunId { get; init; }

    /// <summary>
    /// The sequence of transactions that this commit belongs to, such as <c>maas/&lt;hour&gt;</c>. Without one a commit has no protection
    /// against being made twice.
    /// </summary>
    public string? TransactionApp { get; init; }

    /// <summary>The commit's place in the sequence; must grow: the attempt.</summary>
    public long TransactionVersion { get; init; }

    /// <summary>What the table's history calls it.</summary>
    public string Operation { get; init; } = "WRITE";

    /// <summary>Noted on every file added.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>False if the commit only rearranges rows, as a compaction does; streaming readers then skip it.</summary>
    public bool DataChange { get; init; } = true;
}
