using System.Diagnostics.Metrics;
using Maas.Tracking.Delivery;

namespace Maas.Local.Delivery;

/// <summary>What delivery measures.</summary>
internal sealed class DeliveryInstruments : IDisposable
{
    public const string MeterName = "Maas.Delivery";

    private const string ReasonTag = "reason";
    private const string OutcomeTag = "outcome";
    private const string BytesUnit = "By";
    private const string SecondsUnit = "s";

    private readonly Meter _meter;
    private readonly Counter<long> _appends;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _sealedBytes;
    private readonly Counter<long> _fileBytes;
    private readonly Counter<long> _damagedBytes;
    private readonly Counter<long> _retired;
    private readonly Histogram<int> _groupAppends;
    private readonly Histogram<double> _commitTime;
    private readonly Histogram<double> _sealTime;

    public DeliveryInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _appends = _meter.CreateCounter<long>("maas.delivery.appends", "{append}", "Appends written, by outcome.");
        _bytes = _meter.CreateCounter<long>("maas.delivery.bytes", BytesUnit, "Bytes made durable.");
        _refused = _meter.CreateCounter<long>("maas.delivery.refused", "{append}", "Appends refused, by reason.");
        _groupAppends = _meter.CreateHistogram<int>("maas.delivery.group", "{append}", "Appends that shared one flush.");
        _commitTime = _meter.CreateHistogram<double>("maas.delivery.commit.duration", SecondsUnit, "Write and flush of a group.");
        _sealedBytes = _meter.CreateCounter<long>("maas.delivery.sealed.bytes", BytesUnit, "Bytes of segments sealed.");
        _fileBytes = _meter.CreateCounter<long>("maas.delivery.files.bytes", BytesUnit, "Bytes of the compressed hour files.");
        _sealTime = _meter.CreateHistogram<double>("maas.delivery.seal.duration", SecondsUnit, "Compression of a segment.");
        _damagedBytes = _meter.CreateCounter<long>(
            "maas.delivery.damaged.bytes",
            BytesUnit,
            "Bytes of segments that could not be read back."
        );
        _retired = _meter.CreateCounter<long>("maas.delivery.hours.retired", "{hour}", "Hour folders removed by retention, by stream.");
    }

    /// <summary>Adds the gauges; once, when the stream starts.</summary>
    public void Observe(Func<long> queueBytes, Func<long> backlogBytes, Func<int> backlogFiles, Func<long> openBytes)
    {
        _meter.CreateObservableGauge("maas.delivery.queue.bytes", queueBytes, BytesUnit, "Bytes that wait for their write.");
        _meter.CreateObservableGauge("maas.delivery.backlog.bytes", backlogBytes, BytesUnit, "Bytes of closed segments not sealed yet.");
        _meter.CreateObservableGauge("maas.delivery.backlog.files", backlogFiles, "{file}", "Closed segments not sealed yet.");
        _meter.CreateObservableGauge("maas.delivery.open.bytes", openBytes, BytesUnit, "Durable bytes of the open segment.");
    }

    public void Committed(int appends, long bytes, TimeSpan elapsed)
    {
        _appends.Add(appends, new KeyValuePair<string, object?>(OutcomeTag, "durable"));
        _bytes.Add(bytes);
        _groupAppends.Record(appends);
        _commitTime.Record(elapsed.TotalSeconds);
    }

    public void Unknown(int appends) => _appends.Add(appends, new KeyValuePair<string, object?>(OutcomeTag, "unknown"));

    public void Refused(RefusedBecause reason, int appends) =>
        _refused.Add(appends, new KeyValuePair<string, object?>(ReasonTag, ReasonName(reason)));

    public void Sealed(long segmentBytes, long fileBytes, TimeSpan elapsed)
    {
        _sealedBytes.Add(segmentBytes);
        _fileBytes.Add(fileBytes);
        _sealTime.Record(elapsed.TotalSeconds);
    }

    public void Damaged(long bytes) => _damagedBytes.Add(bytes);

    public void Retired(RawStream stream) => _retired.Add(1, new KeyValuePair<string, object?>("stream", stream.Name()));

    public void Dispose() => _meter.Dispose();

    private static string ReasonName(RefusedBecause reason) =>
        reason switch
        {
            RefusedBecause.QueueFull => "queue_full",
            RefusedBecause.Stopping => "stopping",
            RefusedBecause.DiskFloor => "disk_floor",
            RefusedBecause.BacklogFull => "backlog_full",
            _ => "write_failed",
        };
}
