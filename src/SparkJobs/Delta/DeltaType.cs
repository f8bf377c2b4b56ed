namespace Maas.SparkJobs.Delta;

/// <summary>The primitive types of Delta Lake that the lake's tables use.</summary>
public enum DeltaType
{
    String,

    /// <summary>64 bits, signed; Parquet INT64.</summary>
    Long,

    /// <summary>32 bits, signed; Parquet INT32.</summary>
    Integer,
    Double,
    Boolean,

    /// <summary>An instant in microseconds; Parquet TIMESTAMP_MICROS adjusted to UTC.</summary>
    Timestamp,
    Date,
}
