namespace Maas.Tracking.Time;

/// <summary>
/// Lets one line of a kind into the log an interval, with how many it stands for: when a disk or a silo fails, every device fails the same
/// way at once, and a stack each would bury the cause. Thread-safe.
/// </summary>
/// <param name="interval">The least time between two lines.</param>
public sealed class LogSampler(TimeProvider time, TimeSpan interval)
{
    private long _nextAt = long.MinValue;
    private int _waiting;

    /// <summary>Counts an occurrence. True when it is to be logged, with how many have come since the last line, this one included.</summary>
    public bool Take(out int count)
    {
        count = 0;
        Interlocked.Increment(ref _waiting);
        var now = time.GetTimestamp();
        var nextAt = Volatile.Read(ref _nextAt);
        if (now < nextAt || Interlocked.CompareExchange(ref _nextAt, now + Ticks, nextAt) != nextAt)
        {
            return false;
        }

        count = Interlocked.Exchange(ref _waiting, 0);
        return true;
    }

    private long Ticks => (long)(interval.TotalSeconds * time.TimestampFrequency);
}
