using Maas.Tracking.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Delivery;

/// <summary>
/// Starts delivery before every other service and stops it after all of them, whatever their order of registration: grains may still append
/// while their silo stops. Saves the books meanwhile.
/// </summary>
internal sealed partial class FirehoseDeliveryService(
    FirehoseDeliveryStream stream,
    SiloBooks books,
    IOptions<FirehoseDeliveryOptions> options,
    TimeProvider time,
    ILogger<FirehoseDeliveryService> logger
) : IHostedLifecycleService, IDisposable
{
    /// <summary>Bounds how late an append whose time is up is answered.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LastSaveTime = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly LogSampler _failures = new(time, TimeSpan.FromMinutes(1));
    private ITimer? _ticks;
    private Task? _saving;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        stream.Start();
        _ticks = time.CreateTimer(_ => stream.Tick(), null, TickInterval, TickInterval);
        _saving = SaveAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_saving is null)
        {
            return;
        }

        await stream.StopAsync();
        await _ticks!.DisposeAsync();
        await _stopping.CancelAsync();
        await _saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(LastSaveTime, time);
        await TrySaveAsync(limit.Token);
        _saving = null;
    }

    public void Dispose()
    {
        _ticks?.Dispose();
        _stopping.Dispose();
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.BooksInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TrySaveAsync(cancellationToken);
        }
    }

    private async Task TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await books.SaveAsync(cancellationToken);
        }
        catch (Exception error)
        {
            if (_failures.Take(out var count))
            {
                Log.BooksNotSaved(logger, error, count);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            4154,
            LogLevel.Warning,
            "The counts of delivered rows could not be saved: {Count} times. They are kept in memory and tried again. The latest:"
        )]
        public static partial void BooksNotSaved(ILogger logger, Exception error, int count);
    }
}
