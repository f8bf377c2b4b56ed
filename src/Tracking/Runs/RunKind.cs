namespace Maas.Tracking.Runs;

/// <summary>What a run is of.</summary>
public enum RunKind
{
    /// <summary>An hour's rows.</summary>
    Hour,

    /// <summary>The lake's housekeeping: compaction, checkpoints, vacuum.</summary>
    Maintenance,
}
