namespace Maas.SparkJobs;

/// <summary>What executes the hourly jobs.</summary>
public enum BatchEngine
{
    /// <summary>DuckDB, in this process.</summary>
    DuckDb,
}
