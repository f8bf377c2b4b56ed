namespace Maas.SparkJobs.Engines.DuckDb;

/// <summary>The DuckDB engine of the hourly batch. Bound from <c>Maas:Batch:DuckDb</c>.</summary>
public sealed class DuckDbOptions
{
    public const string Section = "Maas:Batch:DuckDb";

    /// <summary>
    /// Memory that a run may take, in MiB, default 0: half of what the process may use, at most 4,096. What does not fit is kept in
    /// <see cref="TempPath"/>, which is slower. The rows of the hour (about 700 MiB a million) are held once while it runs.
    /// </summary>
    public int MemoryMiB { get; set; }

    /// <summary>Threads, default 0: one a processor. Fewer leave more to the service that runs beside it.</summary>
    public int Threads { get; set; }

    /// <summary>
    /// The folder for what does not fit into memory, default <c>tmp/duckdb</c> in the data folder. Its own sub-folders are removed at the
    /// start of a run.
    /// </summary>
    public string? TempPath { get; set; }

    /// <summary>
    /// How much of the disk a run may take for that, in MiB, default 65,536; never more than a quarter of what the disk has free at its start. A
    /// run that needs more fails, rather than fill the disk.
    /// </summary>
    public int TempMiBMax { get; set; } = 65_536;
}
