using System.Collections.Concurrent;

namespace Maas.Simulation.Tests.Sending;

/// <summary>A clock that stands still, on which every short wait ends at once and is written down. Timeouts never fire.</summary>
internal sealed class RecordingTime : TimeProvider
{
    private static readonly TimeSpan Timeouts = TimeSpan.FromSeconds(25);

    public ConcurrentBag<TimeSpan> Delays { get; } = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Timeouts)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Delays.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
