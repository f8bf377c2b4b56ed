using System.Diagnostics.Metrics;

namespace Maas.Delivery.Bench;

/// <summary>Listens to how many appends shared a flush.</summary>
internal sealed class GroupMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _groups;
    private long _appends;

    public GroupMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (string.Equals(instrument.Name, "maas.delivery.group", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>(
            (_, appends, _, _) =>
            {
                Interlocked.Increment(ref _groups);
                Interlocked.Add(ref _appends, appends);
            }
        );
        _listener.Start();
    }

    public double MeanGroup => _groups == 0 ? 1 : _appends / (double)_groups;

    public void Reset() => _groups = _appends = 0;

    public void Dispose() => _listener.Dispose();
}
