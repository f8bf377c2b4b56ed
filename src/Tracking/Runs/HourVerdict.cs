namespace Maas.Tracking.Runs;

/// <summary>What an hour's entry, its files and the time together say.</summary>
/// <param name="State">The hour's state.</param>
/// <param name="DueAt">When it is run next without being asked; null when it is not.</param>
public readonly record struct HourVerdict(HourState State, DateTimeOffset? DueAt)
{
    /// <summary>Whether it is to be run now.</summary>
    public bool IsDue(DateTimeOffset now) => State is HourState.Due or HourState.Failed or HourState.Reopened && DueAt <= now;
}
