using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Devices;

/// <summary>
/// Saves the silo's changed devices some time after their change: one queue and one loop for all of them, where a timer each would cost
/// memory for every device. A device is in the queue at most once. When the silo stops, all of them are saved first.
/// </summary>
internal sealed partial class DeviceFlusher(IOptions<DeviceRegistryOptions> options, TimeProvider time, ILogger<DeviceFlusher> logger)
    : ILifecycleParticipant<ISiloLifecycle>,
        IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    // A save that hangs must not hold the loop for ever; the device stays unsaved and comes again.
    private static readonly TimeSpan SaveTimeout = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<Entry> _queue = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public int Count => _queue.Count;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(DeviceFlusher), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Takes a device that has just changed. Called on the device's own scheduler, on which it will be saved.</summary>
    public void Add(IFlushable device) =>
        _queue.Enqueue(new Entry(device, TaskScheduler.Current, time.GetTimestamp() + Ticks(options.Value.FlushInterval)));

    /// <summary>Saves the devices whose time has come.</summary>
    public Task FlushDueAsync(CancellationToken cancellationToken) => FlushAsync(time.GetTimestamp(), cancellationToken);

    /// <summary>Saves every device that is in the queue now.</summary>
    public Task FlushAllAsync(CancellationToken cancellationToken) => FlushAsync(long.MaxValue, cancellationToken);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        // Task.Run, so that the loop never runs on the scheduler of whoever started the silo.
        _loop = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
        await FlushAllAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_queue.IsEmpty)
        {
            Log.StoppedUnsaved(logger, _queue.Count);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await FlushDueAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops; what is left is saved by StopAsync.
        }
    }

    private async Task FlushAsync(long dueUpTo, CancellationToken cancellationToken)
    {
        // What comes again because its save failed waits for the next flush, so that this one ends.
        var left = _queue.Count;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.FlushConcurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(TakeDue(dueUpTo, left), parallel, SaveAsync);
    }

    private IEnumerable<Entry> TakeDue(long dueUpTo, int atMost)
    {
        for (; atMost > 0 && _queue.TryPeek(out var next) && next.DueAt <= dueUpTo; atMost--)
        {
            if (_queue.TryDequeue(out var entry))
            {
                yield return entry;
            }
        }
    }

    private async ValueTask SaveAsync(Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            await Task
                .Factory.StartNew(
                    static device => ((IFlushable)device!).FlushAsync(),
                    entry.Device,
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    entry.Scheduler
                )
                .Unwrap()
                .WaitAsync(SaveTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Log.SaveTimedOut(logger, SaveTimeout);
        }
    }

    private long Ticks(TimeSpan interval) => (long)(interval.TotalSeconds * time.TimestampFrequency);

    private readonly record struct Entry(IFlushable Device, TaskScheduler Scheduler, long DueAt);

    private static partial class Log
    {
        [LoggerMessage(
            2301,
            LogLevel.Warning,
            "The silo stops with {Count} devices whose latest state could not be saved; the next events and runs restore it."
        )]
        public static partial void StoppedUnsaved(ILogger logger, int count);

        [LoggerMessage(
            2302,
            LogLevel.Warning,
            "A device was not saved within {Timeout}; it is saved with its next change or when it leaves memory."
        )]
        public static partial void SaveTimedOut(ILogger logger, TimeSpan timeout);
    }
}
