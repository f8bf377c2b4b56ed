using System.Text.Json.Serialization;

namespace Maas.FirehoseStandIn;

/// <summary>The service's shapes, as far as they are used; member names are the wire's.</summary>
internal sealed record PutRecordBatchInput(string DeliveryStreamName, IReadOnlyList<RecordInput> Records);

internal sealed record PutRecordInput(string DeliveryStreamName, RecordInput Record);

internal sealed record RecordInput(byte[] Data);

internal sealed record PutRecordBatchOutput(int FailedPutCount, bool Encrypted, IReadOnlyList<EntryOutput> RequestResponses);

internal sealed record PutRecordOutput(string RecordId, bool Encrypted);

internal sealed record EntryOutput(string? RecordId, string? ErrorCode, string? ErrorMessage);

internal sealed record DescribeInput(string DeliveryStreamName);

internal sealed record DescribeOutput(StreamDescription DeliveryStreamDescription);

internal sealed record StreamDescription(
    string DeliveryStreamName,
    [property: JsonPropertyName("DeliveryStreamARN")] string Arn,
    string DeliveryStreamStatus,
    string DeliveryStreamType,
    string VersionId,
    IReadOnlyList<DestinationDescription> Destinations,
    bool HasMoreDestinations
);

internal sealed record DestinationDescription(string DestinationId, ExtendedS3Description ExtendedS3DestinationDescription);

internal sealed record ExtendedS3Description(
    [property: JsonPropertyName("RoleARN")] string RoleArn,
    [property: JsonPropertyName("BucketARN")] string BucketArn,
    string Prefix,
    BufferingHints BufferingHints,
    string CompressionFormat,
    EncryptionDescription EncryptionConfiguration
);

internal sealed record BufferingHints([property: JsonPropertyName("SizeInMBs")] long SizeInMiB, long IntervalInSeconds);

internal sealed record EncryptionDescription(string NoEncryptionConfig);
