using Maas.Aws.Json;

namespace Maas.Aws.Firehose;

/// <summary>Kinesis Data Firehose over the SDK's core: the SDK's own client of it is not needed for two operations.</summary>
internal sealed class FirehoseClient(JsonServiceConfig config) : JsonServiceClient(config), IFirehose
{
    public static JsonService Service { get; } = new("Firehose", "2015-08-04", "firehose", "Firehose_20150804");

    private static readonly JsonOperation<PutRecordBatchRequest, PutRecordBatchResponse> PutRecordBatch = new(
        "PutRecordBatch",
        FirehoseJson.Default.PutRecordBatchRequest,
        FirehoseJson.Default.PutRecordBatchResponse
    )
    {
        MayRepeat = false,
    };

    private static readonly JsonOperation<DescribeDeliveryStreamRequest, DescribeDeliveryStreamResponse> DescribeDeliveryStream = new(
        "DescribeDeliveryStream",
        FirehoseJson.Default.DescribeDeliveryStreamRequest,
        FirehoseJson.Default.DescribeDeliveryStreamResponse
    );

    public Task<PutRecordBatchResponse> PutRecordBatchAsync(PutRecordBatchRequest request, CancellationToken cancellationToken) =>
        CallAsync(PutRecordBatch, request, cancellationToken);

    public Task<DescribeDeliveryStreamResponse> DescribeDeliveryStreamAsync(
        DescribeDeliveryStreamRequest request,
        CancellationToken cancellationToken
    ) => CallAsync(DescribeDeliveryStream, request, cancellationToken);
}
