using System.Diagnostics.Metrics;
using Maas.Tracking.Delivery;

namespace Maas.Local.Delivery;

/// <summary>What delivery into hour files measures.</summary>
internal sealed class DeliveryInstruments : AppendInstruments
{
    private const string SecondsUnit = "s";

    private readonly Counter<long> _sealedBytes;
    private readonly Counter<long> _fileBytes;
    private readonly Counter<long> _damagedBytes;
    private readonly Counter<long> _retired;
    private readonly Histogram<int> _groupAppends;
    private readonly Histogram<double> _commitTime;
    private readonly Histogram<double> _sealTime;

    public DeliveryInstruments(IMeterFactory meters)
        : base(meters)
    {
        _groupAppends = Meter.CreateHistogram<int>("maas.delivery.group", "{append}", "Appends that shared one flush.");
        _commitTime = Meter.CreateHistogram<double>("maas.delivery.commit.duration", SecondsUnit, "Write and flush of a group.");
        _sealedBytes = Meter.CreateCounter<long>("maas.delivery.sealed.bytes", BytesUnit, "Bytes of segments sealed.");
        _fileBytes = Meter.CreateCounter<long>("maas.delivery.files.bytes", BytesUnit, "Bytes of the compressed hour files.");
        _sealTime = Meter.CreateHistogram<double>("maas.delivery.seal.duration", SecondsUnit, "Compression of a segment.");
        _damagedBytes = Meter.CreateCounter<long>(
            "maas.delivery.damaged.bytes",
            BytesUnit,
            "Bytes of segments that could not be read back."
        );
        _retired = Meter.CreateCounter<long>("maas.delivery.hours.retired", "{hour}", "Hour folders removed by retention, by stream.");
    }

    /// <summary>Adds the gauges; once, when the stream starts.</summary>
    public void Observe(Func<long> queueBytes, Func<long> backlogBytes, Func<int> backlogFiles, Func<long> openBytes)
    {
        ObserveQueue(queueBytes);
        Meter.CreateObservableGauge("maas.delivery.backlog.bytes", backlogBytes, BytesUnit, "Bytes of closed segments not sealed yet.");
        Meter.CreateObservableGauge("maas.delivery.backlog.files", backlogFiles, "{file}", "Closed segments not sealed yet.");
        Meter.CreateObservableGauge("maas.delivery.open.bytes", openBytes, BytesUnit, "Durable bytes of the open segment.");
    }

    public void Committed(int appends, long bytes, TimeSpan elapsed)
    {
        Durable(appends, bytes);
        _groupAppends.Record(appends);
        _commitTime.Record(elapsed.TotalSeconds);
    }

    public void Refused(RefusedBecause reason, int appends) => Refused(ReasonName(reason), appends);

    public void Sealed(long segmentBytes, long fileBytes, TimeSpan elapsed)
    {
        _sealedBytes.Add(segmentBytes);
        _fileBytes.Add(fileBytes);
        _sealTime.Record(elapsed.TotalSeconds);
    }

    public void Damaged(long bytes) => _damagedBytes.Add(bytes);

    public void Retired(RawStream stream) => _retired.Add(1, new KeyValuePair<string, object?>("stream", stream.Name()));

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
