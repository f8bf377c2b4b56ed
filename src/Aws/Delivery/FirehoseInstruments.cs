using System.Diagnostics.Metrics;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>
/// What delivery through Firehose measures. The meter and the names that both adapters share are the embedded adapter's, so that a dashboard
/// serves either.
/// </summary>
internal sealed class FirehoseInstruments : IDisposable
{
    public const string MeterName = "Maas.Delivery";

    private const string ReasonTag = "reason";
    private const string OutcomeTag = "outcome";
    private const string StreamTag = "stream";
    private const string BytesUnit = "By";

    private readonly Meter _meter;
    private readonly Counter<long> _appends;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _callTime;
    private readonly Histogram<int> _callRecords;
    private readonly Histogram<int> _recordBytes;
    private readonly Counter<long> _failedRecords;
    private readonly Counter<long> _setAside;

    public FirehoseInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _appends = _meter.CreateCounter<long>("maas.delivery.appends", "{append}", "Appends written, by outcome.");
        _bytes = _meter.CreateCounter<long>("maas.delivery.bytes", BytesUnit, "Bytes made durable.");
        _refused = _meter.CreateCounter<long>("maas.delivery.refused", "{append}", "Appends refused, by reason.");
        _calls = _meter.CreateCounter<long>("maas.firehose.calls", "{call}", "PutRecordBatch calls, by stream and outcome.");
        _callTime = _meter.CreateHistogram<double>("maas.firehose.call.duration", "s", "PutRecordBatch calls, by stream.");
        _callRecords = _meter.CreateHistogram<int>("maas.firehose.call.records", "{record}", "Records of a call, by stream.");
        _recordBytes = _meter.CreateHistogram<int>("maas.firehose.record.bytes", BytesUnit, "Bytes of a record, by stream.");
        _failedRecords = _meter.CreateCounter<long>("maas.firehose.records.failed", "{record}", "Records to send again, by stream.");
        _setAside = _meter.CreateCounter<long>("maas.firehose.rows.set_aside", "{row}", "Rows that their stream does not take.");
    }

    /// <summary>Adds the gauge; once, when the stream starts.</summary>
    public void Observe(Func<long> queueBytes) =>
        _meter.CreateObservableGauge("maas.delivery.queue.bytes", queueBytes, BytesUnit, "Bytes that wait for their acceptance.");

    public void Answered(DeliveryOutcome outcome, long bytes)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Durable:
                _appends.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "durable"));
                _bytes.Add(bytes);
                break;
            case DeliveryOutcome.Refused:
                Refused("not_accepted");
                break;
            default:
                _appends.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "unknown"));
                break;
        }
    }

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>(ReasonTag, reason));

    public void Called(RawStream stream, IReadOnlyList<PackedRecord> records, TimeSpan elapsed)
    {
        var tag = Tag(stream);
        _callTime.Record(elapsed.TotalSeconds, tag);
        _callRecords.Record(records.Count, tag);
        for (var at = 0; at < records.Count; at++)
        {
            _recordBytes.Record(records[at].Length, tag);
        }
    }

    public void Ended(RawStream stream, string outcome, int failedRecords)
    {
        _calls.Add(1, Tag(stream), new KeyValuePair<string, object?>(OutcomeTag, outcome));
        if (failedRecords > 0)
        {
            _failedRecords.Add(failedRecords, Tag(stream));
        }
    }

    public void SetAside(RawStream stream) => _setAside.Add(1, Tag(stream));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(RawStream stream) => new(StreamTag, stream.Name());
}
