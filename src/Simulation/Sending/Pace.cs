namespace Maas.Simulation.Sending;

/// <summary>Spreads events over time: each batch books its share of the rate and waits for its turn. Thread-safe.</summary>
internal sealed class Pace(double? eventsPerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    public Task WaitAsync(long events, CancellationToken cancellationToken)
    {
        if (eventsPerSecond is not { } rate)
        {
            return Task.CompletedTask;
        }

        TimeSpan wait;
        lock (_gate)
        {
            // A stall is not made good by a burst: at most a second's worth.
            var now = time.GetElapsedTime(_start);
            _next = _next < now - TimeSpan.FromSeconds(1) ? now : _next;
            wait = _next - now;
            _next += TimeSpan.FromSeconds(events / rate);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
