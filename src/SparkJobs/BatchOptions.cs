namespace Maas.SparkJobs;

/// <summary>The hourly batch. Bound from <c>Maas:Batch</c>.</summary>
public sealed class BatchOptions
{
    public const string Section = "Maas:Batch";

    /// <summary>
    /// What executes the jobs: DuckDb (default), in this process; Spark, installed on this machine, as a child process; or Emr, Spark on an
    /// EMR cluster of the run's own, which needs raw files and objects in S3.
    /// </summary>
    public BatchEngine Engine { get; set; } = BatchEngine.DuckDb;

    /// <summary>
    /// How far around an hour the same event is recognised in other hours, and a late device row still finds its tracking rows, in hours,
    /// default 24. A longer horizon reads the hashes of more hours in every run.
    /// </summary>
    public int HorizonHours { get; set; } = 24;

    /// <summary>
    /// How many device keys may carry one advertising id, default 100. An id beyond it, such as an emulator's, makes no further links
    /// between devices.
    /// </summary>
    public int LinksPerIdMax { get; set; } = 100;

    /// <summary>
    /// Rounds of the search for connected devices, default 16: enough for chains of 100,000 keys and ids. Links left after the last one are
    /// counted in the run's report.
    /// </summary>
    public int ComponentRounds { get; set; } = 16;

    /// <summary>
    /// About how many tracking rows a file of the lake holds, default 300,000. Each file holds an area of the map, so smaller ones let a
    /// query by place read less, and cost more files.
    /// </summary>
    public int RowsPerFile { get; set; } = 300_000;
}
