namespace Maas.SparkJobs;

/// <summary>What executes the hourly jobs.</summary>
public enum BatchEngine
{
    /// <summary>DuckDB, in this process.</summary>
    DuckDb,

    /// <summary>An Apache Spark installed on this machine, as a child process.</summary>
    Spark,

    /// <summary>Spark on an EMR cluster that is started for the run and ends with it.</summary>
    Emr,
}
