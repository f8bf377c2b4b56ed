namespace Maas.SparkJobs.Engines.Spark;

/// <summary>A local Spark as the engine of the hourly batch. Bound from <c>Maas:Batch:Spark</c>; read when <c>Maas:Batch:Engine</c> is Spark.</summary>
public sealed class SparkOptions
{
    public const string Section = "Maas:Batch:Spark";

    /// <summary>The folder of an Apache Spark 3.5, default the environment's <c>SPARK_HOME</c>. It must hold <c>bin/spark-sql</c>.</summary>
    public string? Home { get; set; }

    /// <summary>
    /// Where Spark's tasks run, default <c>local[*]</c>: in one process, as many at a time as there are processors. Of a cluster every
    /// machine must reach the data folder under the same path.
    /// </summary>
    public string Master { get; set; } = "local[*]";

    /// <summary>
    /// Memory of Spark's driver, in MiB, default 0: half of what there is, at most 4,096. With a local master it is the memory for
    /// everything; executors of a cluster get theirs by <c>spark.executor.memory</c> in <see cref="Conf"/>.
    /// </summary>
    public int MemoryMiB { get; set; }

    /// <summary>Further settings of Spark, name to value, such as <c>spark.executor.memory</c>. They win over the product's own.</summary>
    public IDictionary<string, string> Conf { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long a run may take, default 2 hours. Then Spark is ended and the run fails.</summary>
    public TimeSpan TimeMax { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// The folder for what lives as long as a run, default <c>tmp/spark</c> in the data folder: intermediate rows, spilled memory, the
    /// log. The machines of a cluster must reach it too. Its sub-folders are removed at the start of a run.
    /// </summary>
    public string? TempPath { get; set; }

    /// <summary>The longest log kept of a run, in bytes, default 16 MiB. What is printed beyond it is lost; the failure's reason is not.</summary>
    public long LogBytesMax { get; set; } = 16 * 1024 * 1024;
}
