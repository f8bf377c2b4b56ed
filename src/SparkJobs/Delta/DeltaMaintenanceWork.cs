namespace Maas.SparkJobs.Delta;

/// <summary>What housekeeping of a table is due.</summary>
/// <param name="Snapshot">The version that was looked at.</param>
/// <param name="Vacuum">Removed data files whose retention is over.</param>
/// <param name="IsCheckpointDue">Enough commits have gathered since the last checkpoint.</param>
/// <param name="OldLog">Keys of log entries and checkpoints that no version within the retention needs.</param>
public sealed record DeltaMaintenanceWork(
    DeltaSnapshot Snapshot,
    IReadOnlyList<string> Vacuum,
    bool IsCheckpointDue,
    IReadOnlyList<string> OldLog
)
{
    public bool IsAny => Vacuum.Count > 0 || IsCheckpointDue || OldLog.Count > 0;
}
