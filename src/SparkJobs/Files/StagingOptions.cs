namespace Maas.SparkJobs.Files;

/// <summary>Local copies of objects that are not on this machine's disks. Bound from <c>Maas:Batch:Staging</c>.</summary>
public sealed class StagingOptions
{
    public const string Section = "Maas:Batch:Staging";

    /// <summary>
    /// The folder for copies, default <c>tmp/staged</c> in the data folder. It is emptied at the start of the process. Not used while raw
    /// files and the lake are in the data folder: those are read and written in place.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// How much of the disk copies may take, in MiB, default 65,536; never more than half of what the disk has free when the first is made. Files
    /// of the lake are kept for the next run up to it, the least recently used removed first; a run that needs more at once fails, rather than
    /// fill the disk.
    /// </summary>
    public int MiBMax { get; set; } = 65_536;

    /// <summary>Objects copied at the same time, or folders listed to see that an engine elsewhere will find its objects, default 16.</summary>
    public int TransfersMax { get; set; } = 16;
}
