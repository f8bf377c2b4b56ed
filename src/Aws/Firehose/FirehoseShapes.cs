using System.Text.Json.Serialization;

namespace Maas.Aws.Firehose;

internal sealed record PutRecordBatchRequest(string DeliveryStreamName, IReadOnlyList<FirehoseRecord> Records);

/// <param name="Data">The record's bytes; base64 on the wire.</param>
internal readonly record struct FirehoseRecord(ReadOnlyMemory<byte> Data);

/// <param name="FailedPutCount">How many entries carry an error.</param>
/// <param name="RequestResponses">An entry a record, in their order.</param>
internal sealed record PutRecordBatchResponse(int FailedPutCount, IReadOnlyList<PutRecordBatchEntry>? RequestResponses);

/// <param name="RecordId">Present when the record was accepted.</param>
/// <param name="ErrorCode">Present when it was not.</param>
/// <param name="ErrorMessage">What the service says of it.</param>
internal sealed record PutRecordBatchEntry(string? RecordId, string? ErrorCode, string? ErrorMessage);

internal sealed record DescribeDeliveryStreamRequest(string DeliveryStreamName);

internal sealed record DescribeDeliveryStreamResponse(DeliveryStreamDescription DeliveryStreamDescription);

/// <param name="DeliveryStreamStatus"><c>ACTIVE</c> takes records; <c>CREATING</c>, <c>CREATING_FAILED</c>, <c>DELETING</c> and others do not.</param>
/// <param name="Destinations">Where the records go; one, at present.</param>
internal sealed record DeliveryStreamDescription(
    string DeliveryStreamName,
    string DeliveryStreamStatus,
    IReadOnlyList<DestinationDescription>? Destinations = null
);

internal sealed record DestinationDescription(ExtendedS3DestinationDescription? ExtendedS3DestinationDescription);

/// <param name="BucketArn">The bucket, as <c>arn:aws:s3:::NAME</c>.</param>
/// <param name="Prefix">What the keys begin with, before the hour's folders.</param>
/// <param name="BufferingHints">How long and how much the stream buffers.</param>
/// <param name="CompressionFormat"><c>GZIP</c>, <c>UNCOMPRESSED</c> and others.</param>
internal sealed record ExtendedS3DestinationDescription(
    [property: JsonPropertyName("BucketARN")] string? BucketArn,
    string? Prefix,
    BufferingHints? BufferingHints,
    string? CompressionFormat
)
{
    /// <summary>The role with which the stream writes.</summary>
    [JsonPropertyName("RoleARN")]
    public string? RoleArn { get; init; }
}

internal sealed record BufferingHints(int? IntervalInSeconds);

[JsonSerializable(typeof(PutRecordBatchRequest))]
[JsonSerializable(typeof(PutRecordBatchResponse))]
[JsonSerializable(typeof(DescribeDeliveryStreamRequest))]
[JsonSerializable(typeof(DescribeDeliveryStreamResponse))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class FirehoseJson : JsonSerializerContext;
