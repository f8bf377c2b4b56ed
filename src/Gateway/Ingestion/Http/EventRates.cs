using System.Collections.Concurrent;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>
/// A token bucket a write key. A request passes while the bucket holds anything and may overdraw it, so that a batch larger than the burst is
/// slow rather than impossible. Thread-safe.
/// </summary>
internal sealed class EventRates(IngestionOptions options, TimeProvider time)
{
    private const double DefaultBurstSeconds = 10;

    private readonly ConcurrentDictionary<AppName, Bucket> _buckets = new();
    private readonly double _burst = options.EventsBurst > 0 ? options.EventsBurst : options.EventsPerSecondMax * DefaultBurstSeconds;

    public bool TryTake(AppName key, int events) =>
        options.EventsPerSecondMax <= 0
        || _buckets.GetOrAdd(key, static (_, rates) => new Bucket(rates._burst, rates.Now), this).TryTake(events, this);

    private TimeSpan Now => TimeSpan.FromSeconds((double)time.GetTimestamp() / time.TimestampFrequency);

    private sealed class Bucket(double tokens, TimeSpan filledAt)
    {
        private readonly Lock _gate = new();
        private double _tokens = tokens;
        private TimeSpan _filledAt = filledAt;

        public bool TryTake(int events, EventRates rates)
        {
            lock (_gate)
            {
                var now = rates.Now;
                _tokens = Math.Min(rates._burst, _tokens + ((now - _filledAt).TotalSeconds * rates.EventsPerSecond));
                _filledAt = now;
                if (_tokens <= 0)
                {
                    return false;
                }

                _tokens -= events;
                return true;
            }
        }
    }

    private double EventsPerSecond => options.EventsPerSecondMax;
}
