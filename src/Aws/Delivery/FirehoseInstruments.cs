using System.Diagnostics.Metrics;
using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>What delivery through Firehose measures.</summary>
internal sealed class FirehoseInstruments : AppendInstruments
{
    private const string StreamTag = "stream";

    private readonly Counter<long> _calls;
    private readonly Histogram<double> _callTime;
    private readonly Histogram<int> _callRecords;
    private readonly Histogram<int> _recordBytes;
    private readonly Counter<long> _failedRecords;
    private readonly Counter<long> _setAside;

    public FirehoseInstruments(IMeterFactory meters)
        : base(meters)
    {
        _calls = Meter.CreateCounter<long>("maas.firehose.calls", "{call}", "PutRecordBatch calls, by stream and outcome.");
        _callTime = Meter.CreateHistogram<double>("maas.firehose.call.duration", "s", "PutRecordBatch calls, by stream.");
        _callRecords = Meter.CreateHistogram<int>("maas.firehose.call.records", "{record}", "Records of a call, by stream.");
        _recordBytes = Meter.CreateHistogram<int>("maas.firehose.record.bytes", BytesUnit, "Bytes of a record, by stream.");
        _failedRecords = Meter.CreateCounter<long>("maas.firehose.records.failed", "{record}", "Records to send again, by stream.");
        _setAside = Meter.CreateCounter<long>("maas.firehose.rows.set_aside", "{row}", "Rows that their stream does not take.");
    }

    public void Answered(DeliveryOutcome outcome, long bytes)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Durable:
                Durable(1, bytes);
                break;
            case DeliveryOutcome.Refused:
                Refused("not_accepted");
                break;
            default:
                Unknown(1);
                break;
        }
    }

    public void Refused(string reason) => Refused(reason, 1);

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

    private static KeyValuePair<string, object?> Tag(RawStream stream) => new(StreamTag, stream.Name());
}
