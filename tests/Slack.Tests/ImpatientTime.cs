using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Slack.Tests;

/// <summary>Time in which waits pass at once and are kept. What is due after <see cref="Limit"/> or more is a limit, and comes when the test says.</summary>
internal sealed class ImpatientTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero))
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Limit)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        _waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
