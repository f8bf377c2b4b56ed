namespace Maas.Tracking.Runs;

/// <summary>The states of a run. Each is stored before the act it names.</summary>
public enum RunState
{
    /// <summary>Waits for its turn.</summary>
    Planned,

    /// <summary>An attempt is handed to the engine, or was about to be.</summary>
    Submitted,

    /// <summary>The engine works.</summary>
    Running,

    /// <summary>The books balance; the attempt's files are being committed to the lake's tables.</summary>
    Committing,

    /// <summary>The lake holds the hour; its changed devices are being merged into their grains.</summary>
    Merging,
    Succeeded,
    Failed,
    Cancelled,
}
