using Microsoft.Extensions.Hosting;

namespace Maas.Local.Delivery;

/// <summary>
/// Starts delivery before every other service and stops it after all of them, whatever their order of registration: grains may still
/// append while their silo stops.
/// </summary>
internal sealed class LocalDeliveryService(LocalDeliveryStream stream, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    /// <summary>Bounds how long counts, ages and free space go unlooked at.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private ITimer? _timer;
    private bool _started;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        stream.Start();
        _started = true;
        _timer = time.CreateTimer(_ => stream.Tick(), null, TickInterval, TickInterval);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            return;
        }

        _started = false;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await stream.StopAsync();
    }

    public void Dispose() => _timer?.Dispose();
}
