namespace Maas.SparkJobs.Delta;

/// <summary>What the housekeeping of a table did.</summary>
/// <param name="FilesVacuumed">Removed data files deleted for good.</param>
/// <param name="CheckpointVersion">The version of which a checkpoint was written, or null.</param>
/// <param name="LogEntriesRemoved">Log entries and older checkpoints deleted.</param>
public sealed record DeltaMaintenanceReport(int FilesVacuumed, long? CheckpointVersion, int LogEntriesRemoved);
