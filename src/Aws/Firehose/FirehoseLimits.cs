namespace Maas.Aws.Firehose;

/// <summary>The service's limits of one PutRecordBatch.</summary>
internal static class FirehoseLimits
{
    /// <summary>Bytes of a record, before base64.</summary>
    public const int RecordBytesMax = 1_024_000;

    public const int CallRecordsMax = 500;

    /// <summary>4 MiB for the call; whether before base64 or after it the documentation leaves open.</summary>
    public const int CallBytesMax = 4 * 1024 * 1024;
}
