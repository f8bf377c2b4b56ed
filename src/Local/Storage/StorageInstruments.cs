using System.Diagnostics.Metrics;

namespace Maas.Local.Storage;

/// <summary>What grain storage measures.</summary>
internal sealed class StorageInstruments : IDisposable
{
    public const string MeterName = "Maas.Storage";

    private readonly Meter _meter;
    private readonly Counter<long> _reads;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _failed;
    private readonly Histogram<int> _group;
    private readonly Histogram<double> _commitTime;

    public StorageInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _reads = _meter.CreateCounter<long>("maas.storage.reads", "{state}", "States read.");
        _writes = _meter.CreateCounter<long>("maas.storage.writes", "{state}", "States written or removed.");
        _stale = _meter.CreateCounter<long>("maas.storage.stale", "{state}", "Writes turned down because their etag was stale.");
        _failed = _meter.CreateCounter<long>("maas.storage.failed", "{state}", "Writes that the database failed.");
        _group = _meter.CreateHistogram<int>("maas.storage.group", "{state}", "Writes that shared one transaction.");
        _commitTime = _meter.CreateHistogram<double>("maas.storage.commit.duration", "s", "A transaction, its flush included.");
    }

    public void Read() => _reads.Add(1);

    public void Committed(int writes, int stale, TimeSpan elapsed)
    {
        _writes.Add(writes - stale);
        _group.Record(writes);
        _commitTime.Record(elapsed.TotalSeconds);
        if (stale > 0)
        {
            _stale.Add(stale);
        }
    }

    public void Failed(int writes) => _failed.Add(writes);

    public void Dispose() => _meter.Dispose();
}
