using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Gateway.Tests.Ingestion.Support;

/// <summary>A clock that the test moves, and that tells when the code under test has begun to wait on it.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _timers = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Set(dueTime).TrySetResult();
        return timer;
    }

    /// <summary>Completes once something waits for exactly this long.</summary>
    public Task WhenWaitedForAsync(TimeSpan time) =>
        Set(time).Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

    private TaskCompletionSource Set(TimeSpan dueTime) =>
        _timers.GetOrAdd(dueTime, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
