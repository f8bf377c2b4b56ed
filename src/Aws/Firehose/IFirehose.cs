namespace Maas.Aws.Firehose;

/// <summary>What this product uses of Kinesis Data Firehose. A failed call throws <c>AmazonServiceException</c> with the service's error code.</summary>
internal interface IFirehose
{
    /// <summary>
    /// Sends records, at most 500 of at most 1,024,000 bytes and together at most 4 MiB. The answer's entries are in the order of the records.
    /// Never repeated by the SDK: each record that is accepted twice is stored twice.
    /// </summary>
    Task<PutRecordBatchResponse> PutRecordBatchAsync(PutRecordBatchRequest request, CancellationToken cancellationToken);

    Task<DescribeDeliveryStreamResponse> DescribeDeliveryStreamAsync(
        DescribeDeliveryStreamRequest request,
        CancellationToken cancellationToken
    );
}
