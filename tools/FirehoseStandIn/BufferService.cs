using Microsoft.Extensions.Options;

namespace Maas.FirehoseStandIn;

/// <summary>Delivers buffers when they are due, or when asked to, and all of them at a stop.</summary>
internal sealed class BufferService(
    DeliveryStreams streams,
    ObjectWriter writer,
    DeliveryFaults faults,
    IOptions<StandInOptions> options,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<Task> _late = [];

    /// <summary>Delivers all that is buffered, whatever its age.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in streams.All)
        {
            if (stream.Take(TimeSpan.Zero, bytes: 0) is { } buffered)
            {
                await WriteAsync(buffered, cancellationToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_late);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var stream in streams.All)
            {
                if (stream.Take(options.Value.BufferInterval, options.Value.BufferBytes) is { } buffered)
                {
                    _late.Add(DeliverAsync(buffered, stoppingToken));
                }
            }

            _late.RemoveAll(delivery => delivery.IsCompleted);
        }
    }

    /// <summary>Late and more than once, if it was told to; a stop ends the delay, not the delivery.</summary>
    private async Task DeliverAsync(Buffered buffered, CancellationToken stopping)
    {
        await Task.Delay(faults.Delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await WriteAsync(buffered, CancellationToken.None);
    }

    private async Task WriteAsync(Buffered buffered, CancellationToken cancellationToken)
    {
        for (var copy = 0; copy < faults.Copies; copy++)
        {
            await writer.WriteAsync(buffered, cancellationToken);
        }
    }
}

/// <summary>What goes wrong with deliveries.</summary>
internal sealed class DeliveryFaults
{
    /// <summary>How long a due buffer waits before it is written.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How often it is written, each time as an object of its own.</summary>
    public int Copies { get; set; } = 1;
}
