using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Emr;

/// <summary>Time that passes only while somebody waits for it, and then as far as the wait needs.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>A timer due later than this is a limit that guards something, not a wait.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);

    /// <summary>Timers are true to the millisecond.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > WaitMax)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var wait = new Wait(this, GetUtcNow() + dueTime);
        lock (_lock)
        {
            _waits.Add(wait);
        }

        wait.Timer = base.CreateTimer(
            passed =>
            {
                wait.End();
                callback(passed);
            },
            state,
            dueTime,
            period
        );
        return wait;
    }

    /// <summary>Lets time pass until the task is done, and returns its result.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        await RunAsync((Task)task);
        return await task;
    }

    /// <summary>Lets time pass until the task is done.</summary>
    public async Task RunAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            if (NextDue() is { } due)
            {
                Advance(due > GetUtcNow() ? due - GetUtcNow() : Tick);
            }

            await Task.Yield();
        }

        await task;
    }

    private DateTimeOffset? NextDue()
    {
        lock (_lock)
        {
            return _waits.Count == 0 ? null : _waits.Min(wait => wait.Due);
        }
    }

    private sealed class Wait(SteppedTime time, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due => due;

        public ITimer? Timer { get; set; }

        public void End()
        {
            lock (time._lock)
            {
                time._waits.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Timer!.Change(dueTime, period);

        public void Dispose()
        {
            End();
            Timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
