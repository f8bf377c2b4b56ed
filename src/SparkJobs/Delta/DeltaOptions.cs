namespace Maas.SparkJobs.Delta;

/// <summary>How tables keep their logs and their removed files. Bound from <c>Maas:Batch:Delta</c>.</summary>
public sealed class DeltaOptions
{
    public const string Section = "Maas:Batch:Delta";

    /// <summary>Commits between two checkpoints, default 100. Fewer make loading quicker, and write more.</summary>
    public int CheckpointInterval { get; set; } = 100;

    /// <summary>
    /// How long log entries are kept behind a checkpoint, default 30 days: the reach of time travel and of the table's history. Also
    /// written into new tables as <c>delta.logRetentionDuration</c>.
    /// </summary>
    public TimeSpan LogRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a removed file stays on disk, default 7 days. A reader that still uses an older version fails once it is gone. Also
    /// written into new tables as <c>delta.deletedFileRetentionDuration</c>.
    /// </summary>
    public TimeSpan DeletedFileRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How many small files <c>device_keys</c> and <c>device_aliases</c> may each have before they are put together, default 384: a day of hours
    /// of the one, for each writes up to 16. More are felt when a run opens them all; fewer write the same rows more often.
    /// </summary>
    public int SmallFilesMax { get; set; } = 384;

    /// <summary>How often a commit starts again because another came first, default 100; then it fails.</summary>
    public int CommitAttemptsMax { get; set; } = 100;
}
