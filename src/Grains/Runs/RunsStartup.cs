using Maas.Contracts.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>Wakes the coordinator when the silo starts. A failure is tried again, for the cluster may still be forming.</summary>
internal sealed partial class RunsStartup(
    IHostApplicationLifetime lifetime,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<RunsStartup> logger
) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key).Start();
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotStarted(logger, e);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    /// <summary>Every hosted service is up, the silo among them.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private static partial class Log
    {
        [LoggerMessage(3401, LogLevel.Warning, "The coordinator of the hourly runs could not be started yet.")]
        public static partial void NotStarted(ILogger logger, Exception exception);
    }
}
