using System.Numerics;

namespace Maas.Simulation.Sending;

/// <summary>
/// Counts of durations in buckets that are never wider than 1/16 of their value, from a microsecond to hours, in fixed memory. Thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 4;
    private const int Sub = 1 << SubBits;

    private readonly long[] _buckets = new long[Sub * 40];
    private long _count;
    private long _maxMicros;

    public long Count => Interlocked.Read(ref _count);

    public TimeSpan Max => TimeSpan.FromMicroseconds(Interlocked.Read(ref _maxMicros));

    public void Record(TimeSpan duration)
    {
        var micros = Math.Max(0, (long)duration.TotalMicroseconds);
        Interlocked.Increment(ref _buckets[Math.Min(BucketOf(micros), _buckets.Length - 1)]);
        Interlocked.Increment(ref _count);
        for (var seen = Interlocked.Read(ref _maxMicros); micros > seen; )
        {
            var before = Interlocked.CompareExchange(ref _maxMicros, micros, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }
    }

    /// <summary>The duration that the given share (0 to 1) of all do not exceed; zero when nothing is recorded.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        for (var (at, seen) = (0, 0L); at < _buckets.Length && rank > 0; at++)
        {
            seen += Interlocked.Read(ref _buckets[at]);
            if (seen >= rank)
            {
                var upper = TimeSpan.FromMicroseconds(UpperOf(at));
                return upper < Max ? upper : Max;
            }
        }

        return Max;
    }

    private static int BucketOf(long micros)
    {
        if (micros < Sub)
        {
            return (int)micros;
        }

        var shift = BitOperations.Log2((ulong)micros) - SubBits;
        return (shift * Sub) + (int)(micros >> shift);
    }

    private static long UpperOf(int bucket)
    {
        if (bucket < Sub)
        {
            return bucket;
        }

        var shift = (bucket / Sub) - 1;
        return (((long)(bucket - (shift * Sub)) + 1) << shift) - 1;
    }
}
