namespace Maas.Tracking.Runs;

/// <summary>The states of a rebuild of the registry. Each is stored before the act it names.</summary>
public enum RebuildState
{
    /// <summary>What grain storage holds of devices is dropped, but what their owners refuse.</summary>
    Dropping,

    /// <summary>The hours of the lake are merged back, the newest first.</summary>
    Restoring,
    Succeeded,
    Failed,
}
