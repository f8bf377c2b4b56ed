namespace Maas.Tracking.Runs;

/// <summary>The times and bounds that the ledger's decisions follow.</summary>
public sealed record LedgerPolicy
{
    /// <summary>How long after an hour's end its files are complete: the delivery stream's own figure.</summary>
    public required TimeSpan GracePeriod { get; init; }

    /// <summary>How long a re-opened hour must have had no new file before it is run again.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The wait after the first failed try; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Failed tries after which an hour is run only on request, or when its files change.</summary>
    public int TriesMax { get; init; } = 8;

    /// <summary>Runs remembered of an hour; the oldest ended ones are forgotten first.</summary>
    public int RunsKeptPerHour { get; init; } = 5;

    /// <summary>When an hour may get its proper run.</summary>
    public DateTimeOffset ClosesAt(Time.HourWindow hour) => hour.End + GracePeriod;

    /// <summary>The wait after this many failed tries: exponential, bounded.</summary>
    public TimeSpan Backoff(int tries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        var factor = Math.Pow(2, Math.Min(tries - 1, 30));
        return RetryDelay.Ticks * factor >= RetryDelayMax.Ticks ? RetryDelayMax : RetryDelay * factor;
    }
}
