using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>
/// One timer for everybody who waits for EMR, so that an account's limit on requests is met by one rhythm: it slows down for all while EMR
/// throttles, and its jitter keeps deployments apart. Thread-safe.
/// </summary>
internal sealed class PollTimer(IOptions<EmrOptions> options, TimeProvider time, Random random)
{
    /// <summary>The share of the period by which a tick comes earlier or later.</summary>
    private const double Jitter = 0.2;

    private readonly Lock _lock = new();
    private Task? _next;
    private TimeSpan _period = options.Value.PollPeriod;

    /// <summary>The present period, without jitter.</summary>
    public TimeSpan Period
    {
        get
        {
            lock (_lock)
            {
                return _period;
            }
        }
    }

    /// <summary>Completes at the next tick, the same for all who wait.</summary>
    public Task NextAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_next is null or { IsCompleted: true })
            {
                _next = Task.Delay(_period * (1 + (Jitter * ((2 * random.NextDouble()) - 1))), time, CancellationToken.None);
            }

            return _next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>EMR answered: back to the usual period.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _period = options.Value.PollPeriod;
        }
    }

    /// <summary>EMR throttled, or did not answer: the next ticks come later.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _period = _period * 2 < options.Value.PollPeriodMax ? _period * 2 : options.Value.PollPeriodMax;
        }
    }
}
