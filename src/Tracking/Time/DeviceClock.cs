namespace Maas.Tracking.Time;

/// <summary>When an event happened, by the server's clock.</summary>
public static class DeviceClock
{
    /// <summary>
    /// The device's clock may be wrong by years, but the time between an event and its sending is right: that far before its receipt it
    /// happened. Without a sending time the device's own time is taken. Never later than the receipt; without any time, the receipt.
    /// All in microseconds since the Unix epoch, UTC, within <see cref="Timestamps"/>' range.
    /// </summary>
    public static long EventTime(long receivedAt, long? sentAt, long? originalAt)
    {
        if (originalAt is not { } original)
        {
            return receivedAt;
        }

        var corrected = sentAt is { } sent ? receivedAt - (sent - original) : original;
        return Math.Min(Instants.Clamp(corrected), receivedAt);
    }
}
