using Maas.Simulation.Traffic;

namespace Maas.Simulation.Sending;

/// <summary>The running totals of a sending. Thread-safe.</summary>
internal sealed class SendBooks(TimeProvider time, long? totalEvents, TimeSpan? duration)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private readonly LatencyHistogram _latency = new();
    private TrafficCounts _acknowledged = TrafficCounts.None;
    private TrafficCounts _refused = TrafficCounts.None;
    private TrafficCounts _givenUp = TrafficCounts.None;
    private long _resends;
    private long _throttled;
    private string? _lastFailure;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public void Acknowledge(TrafficCounts counts, TimeSpan latency)
    {
        _latency.Record(latency);
        lock (_gate)
        {
            _acknowledged += counts;
        }
    }

    public void Refuse(TrafficCounts counts, string failure)
    {
        lock (_gate)
        {
            _refused += counts;
            _lastFailure = failure;
        }
    }

    public void GiveUp(TrafficCounts counts)
    {
        lock (_gate)
        {
            _givenUp += counts;
        }
    }

    public void Resend(bool throttled, string failure)
    {
        lock (_gate)
        {
            _resends++;
            _throttled += throttled ? 1 : 0;
            _lastFailure = failure;
        }
    }

    public SendProgress Snapshot()
    {
        lock (_gate)
        {
            return new SendProgress
            {
                Acknowledged = _acknowledged,
                Refused = _refused,
                GivenUp = _givenUp,
                Resends = _resends,
                Throttled = _throttled,
                LastFailure = _lastFailure,
                Elapsed = Elapsed,
                Latency = _latency,
                TotalEvents = totalEvents,
                Duration = duration,
            };
        }
    }
}
