using System.Text;
using Maas.Aws.Firehose;

namespace Maas.Aws.Tests.Delivery;

/// <summary>Firehose in memory, whose answer to each call a test can decide.</summary>
internal sealed class FakeFirehose : IFirehose
{
    private readonly Lock _gate = new();
    private readonly List<(string Stream, string Row)> _taken = [];
    private readonly List<SentCall> _calls = [];

    /// <summary>Decides the answer of a call: the error of each record (null takes it), or throws. By default everything is taken.</summary>
    public Func<SentCall, CancellationToken, Task<IReadOnlyList<string?>>> Answer { get; set; } =
        static (call, _) => Task.FromResult<IReadOnlyList<string?>>(new string?[call.Records.Count]);

    /// <summary>What DescribeDeliveryStream says.</summary>
    public string Status { get; set; } = "ACTIVE";

    /// <summary>Where DescribeDeliveryStream says that the stream writes; null says nothing.</summary>
    public ExtendedS3DestinationDescription? Destination { get; set; }

    /// <summary>Rows in the order in which they were taken, over all streams.</summary>
    public IReadOnlyList<(string Stream, string Row)> Taken
    {
        get
        {
            lock (_gate)
            {
                return [.. _taken];
            }
        }
    }

    public IReadOnlyList<SentCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public IReadOnlyList<string> Rows(string stream) => [.. Taken.Where(taken => taken.Stream == stream).Select(taken => taken.Row)];

    public IReadOnlyList<SentCall> CallsOf(string stream) => [.. Calls.Where(call => call.Stream == stream)];

    /// <summary>Takes records as if the call had succeeded: for answers that lie or get lost.</summary>
    public void Take(SentCall call, Func<int, bool>? which = null)
    {
        lock (_gate)
        {
            for (var at = 0; at < call.Records.Count; at++)
            {
                if (which?.Invoke(at) ?? true)
                {
                    _taken.AddRange(call.Records[at].Split('\n')[..^1].Select(row => (call.Stream, row)));
                }
            }
        }
    }

    public async Task<PutRecordBatchResponse> PutRecordBatchAsync(PutRecordBatchRequest request, CancellationToken cancellationToken)
    {
        // Copied as the SDK does, which has made the body before it waits for anything.
        var call = new SentCall(
            request.DeliveryStreamName,
            [.. request.Records.Select(record => Encoding.UTF8.GetString(record.Data.Span))]
        );
        lock (_gate)
        {
            _calls.Add(call);
        }

        var errors = await Answer(call, cancellationToken);
        Take(call, at => errors[at] is null);
        return new PutRecordBatchResponse(
            errors.Count(error => error is not null),
            [.. errors.Select(error => new PutRecordBatchEntry(error is null ? "id" : null, error, error is null ? null : "It failed."))]
        );
    }

    public Task<DescribeDeliveryStreamResponse> DescribeDeliveryStreamAsync(
        DescribeDeliveryStreamRequest request,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new DescribeDeliveryStreamResponse(
                new DeliveryStreamDescription(request.DeliveryStreamName, Status, [new DestinationDescription(Destination)])
            )
        );
}

/// <summary>A call as it was sent.</summary>
internal sealed record SentCall(string Stream, IReadOnlyList<string> Records)
{
    public int Bytes => Records.Sum(Encoding.UTF8.GetByteCount);
}
