using System.Diagnostics.Metrics;

namespace Maas.Tracking.Delivery;

/// <summary>What every adapter of delivery measures, under names that are the same for all, so that one dashboard serves any.</summary>
public abstract class AppendInstruments : IDisposable
{
    public const string MeterName = "Maas.Delivery";

    /// <summary>UCUM's bytes.</summary>
    protected const string BytesUnit = "By";

    protected const string OutcomeTag = "outcome";

    private const string ReasonTag = "reason";

    private readonly Counter<long> _appends;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refused;

    protected AppendInstruments(IMeterFactory meters)
    {
        Meter = meters.Create(MeterName);
        _appends = Meter.CreateCounter<long>("maas.delivery.appends", "{append}", "Appends written, by outcome.");
        _bytes = Meter.CreateCounter<long>("maas.delivery.bytes", BytesUnit, "Bytes made durable.");
        _refused = Meter.CreateCounter<long>("maas.delivery.refused", "{append}", "Appends refused, by reason.");
    }

    protected Meter Meter { get; }

    /// <summary>Appends of which it is not known whether they are durable.</summary>
    public void Unknown(int appends) => _appends.Add(appends, new KeyValuePair<string, object?>(OutcomeTag, "unknown"));

    /// <summary>Adds the gauge of what waits; once, when the stream starts.</summary>
    public void ObserveQueue(Func<long> queueBytes) =>
        Meter.CreateObservableGauge("maas.delivery.queue.bytes", queueBytes, BytesUnit, "Bytes that wait until they are durable.");

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected void Durable(int appends, long bytes)
    {
        _appends.Add(appends, new KeyValuePair<string, object?>(OutcomeTag, "durable"));
        _bytes.Add(bytes);
    }

    protected void Refused(string reason, int appends) => _refused.Add(appends, new KeyValuePair<string, object?>(ReasonTag, reason));

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Meter.Dispose();
        }
    }
}
