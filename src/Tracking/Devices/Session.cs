namespace Maas.Tracking.Devices;

/// <summary>
/// A device's latest session: events with no gap of half an hour or more between them. Events that arrive late extend the session if they
/// lie near enough; older ones, whose session is over, are left out. Times are microseconds since the Unix epoch, UTC.
/// </summary>
/// <param name="StartedAt">The first event's time.</param>
/// <param name="LastEventAt">The last event's time.</param>
/// <param name="Events">Events in it; zero means that there is no session.</param>
public readonly record struct Session(long StartedAt, long LastEventAt, int Events)
{
    /// <summary>30 minutes, the usual measure of mobile analytics.</summary>
    public const long GapMicros = 30 * 60 * 1_000_000L;

    /// <summary>The newest session among the events' times, which are sorted for it.</summary>
    public static Session Latest(Span<long> eventTimes)
    {
        if (eventTimes.IsEmpty)
        {
            return default;
        }

        eventTimes.Sort();
        var first = eventTimes.Length - 1;
        while (first > 0 && eventTimes[first] - eventTimes[first - 1] < GapMicros)
        {
            first--;
        }

        return new Session(eventTimes[first], eventTimes[^1], eventTimes.Length - first);
    }

    /// <summary>The latest session when the device has had further events.</summary>
    public Session Extend(in Session events)
    {
        if (events.Events == 0 || Events == 0)
        {
            return Events == 0 ? events : this;
        }

        if (events.StartedAt - LastEventAt >= GapMicros)
        {
            return events;
        }

        return StartedAt - events.LastEventAt >= GapMicros
            ? this
            : new Session(
                Math.Min(StartedAt, events.StartedAt),
                Math.Max(LastEventAt, events.LastEventAt),
                (int)Math.Min((long)Events + events.Events, int.MaxValue)
            );
    }

    /// <summary>One of two accounts of the same device: the one that reaches further, then the longer, then the fuller.</summary>
    public static Session Join(in Session first, in Session second)
    {
        var order = first.LastEventAt.CompareTo(second.LastEventAt);
        order = order != 0 ? order : second.StartedAt.CompareTo(first.StartedAt);
        order = order != 0 ? order : first.Events.CompareTo(second.Events);
        return first.Events == 0 || (order < 0 && second.Events != 0) ? second : first;
    }
}
