namespace Maas.Tracking.Devices;

/// <summary>
/// The one rule by which two values of a group of fields are joined: the newer event time wins, and equal times break on the value, so
/// that the result is the same in whatever order values arrive, and however often.
/// </summary>
public static class Precedence
{
    /// <summary>The time of a group that nothing has set. It loses to every other.</summary>
    public const long Absent = long.MinValue;

    /// <summary>Positive when the first value wins, negative when the second does, zero when both are the same value of the same time.</summary>
    public static int Compare(long firstAt, ReadOnlySpan<byte> first, long secondAt, ReadOnlySpan<byte> second) =>
        firstAt != secondAt ? firstAt.CompareTo(secondAt) : first.SequenceCompareTo(second);

    /// <inheritdoc cref="Compare(long, ReadOnlySpan{byte}, long, ReadOnlySpan{byte})"/>
    public static int Compare(in Fix first, in Fix second)
    {
        var order = first.At.CompareTo(second.At);
        order = order != 0 ? order : first.Latitude.CompareTo(second.Latitude);
        order = order != 0 ? order : first.Longitude.CompareTo(second.Longitude);
        order = order != 0 ? order : first.Altitude.CompareTo(second.Altitude);
        order = order != 0 ? order : first.Accuracy.CompareTo(second.Accuracy);
        order = order != 0 ? order : first.Speed.CompareTo(second.Speed);
        return order != 0 ? order : first.Bearing.CompareTo(second.Bearing);
    }

    /// <summary>The earlier of two times, of which either may be absent.</summary>
    public static long Earliest(long first, long second) =>
        first == Absent ? second
        : second == Absent ? first
        : Math.Min(first, second);
}
