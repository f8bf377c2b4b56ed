namespace Maas.Tracking.Devices;

/// <summary>A user id, as a CSV field, that came on an event without a profile and is newer than the profile held.</summary>
public sealed record StampedUserId(Stamped<MessageOrigin> Value)
{
    /// <summary>The winner of the two, or null when the profile is as new and so speaks for itself.</summary>
    public static StampedUserId? Join(StampedUserId? first, StampedUserId? second, long profileAt)
    {
        var winner = (first?.Value ?? default).Join(second?.Value ?? default);
        return winner.At > profileAt ? new StampedUserId(winner) : null;
    }
}
