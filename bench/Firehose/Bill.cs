using Maas.Aws.Firehose;

namespace Maas.Firehose.Bench;

/// <summary>A Firehose that takes everything after a fixed time, and counts what the service would bill.</summary>
internal sealed class Bill(TimeSpan latency) : IFirehose
{
    private const int StepBytes = 5 * 1024;
    private const double DollarsPerGigabyte = 0.029;
    private const double BytesPerGigabyte = 1e9;

    private long _calls;
    private long _records;
    private long _bytes;
    private long _billed;

    public long Calls => Interlocked.Read(ref _calls);

    public long Records => Interlocked.Read(ref _records);

    public long Bytes => Interlocked.Read(ref _bytes);

    public double Dollars => DollarsFor(Interlocked.Read(ref _billed));

    /// <summary>What records of one length cost.</summary>
    public static double DollarsOf(long records, double recordBytes) =>
        DollarsFor(records * (long)Math.Ceiling(recordBytes / StepBytes) * StepBytes);

    public async Task<PutRecordBatchResponse> PutRecordBatchAsync(PutRecordBatchRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _records, request.Records.Count);
        foreach (var record in request.Records)
        {
            Interlocked.Add(ref _bytes, record.Data.Length);
            Interlocked.Add(ref _billed, (record.Data.Length + StepBytes - 1) / StepBytes * StepBytes);
        }

        await Task.Delay(latency, cancellationToken);
        return new PutRecordBatchResponse(0, [.. request.Records.Select(_ => new PutRecordBatchEntry("id", null, null))]);
    }

    public Task<DescribeDeliveryStreamResponse> DescribeDeliveryStreamAsync(
        DescribeDeliveryStreamRequest request,
        CancellationToken cancellationToken
    ) => Task.FromResult(new DescribeDeliveryStreamResponse(new DeliveryStreamDescription(request.DeliveryStreamName, "ACTIVE")));

    private static double DollarsFor(long bytes) => bytes / BytesPerGigabyte * DollarsPerGigabyte;
}
