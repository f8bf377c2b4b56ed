namespace Maas.Tracking.Devices;

/// <summary>What is known of one hour of receipt, joined with what else is known of the same hour.</summary>
public interface IHourCount<TSelf>
    where TSelf : struct, IHourCount<TSelf>
{
    /// <summary>Whole hours since the Unix epoch.</summary>
    int Hour { get; }

    TSelf JoinSameHour(TSelf other);
}

/// <summary>
/// Events counted on arrival. Two activations of one device count past each other and neither knows the other's, so their join keeps the
/// larger count: never too much, and the lake's exact count replaces it.
/// </summary>
public readonly record struct LiveHour(int Hour, int Events) : IHourCount<LiveHour>
{
    public LiveHour JoinSameHour(LiveHour other) => Events >= other.Events ? this : other;
}

/// <summary>Distinct events as a run counted them. The later run's count holds.</summary>
public readonly record struct LakeHour(int Hour, int Events, RunOrigin Run) : IHourCount<LakeHour>
{
    public LakeHour JoinSameHour(LakeHour other)
    {
        var order = Run.Against(other.Run);
        return order > 0 || (order == 0 && Events >= other.Events) ? this : other;
    }
}

/// <summary>
/// Counts of the newest hours, newest first, in an array without slack: a device meets a new hour rarely and costs memory always.
/// Hours further back from the newest than the width are forgotten. A mutable struct; never copy it.
/// </summary>
public struct HourCounts<T>
    where T : struct, IHourCount<T>
{
    private T[]? _hours;

    public readonly ReadOnlySpan<T> Hours => _hours;

    /// <summary>The hour's entry, or the default.</summary>
    public readonly bool TryGet(int hour, out T count)
    {
        foreach (var held in Hours)
        {
            if (held.Hour == hour)
            {
                count = held;
                return true;
            }
        }

        count = default;
        return false;
    }

    /// <summary>Sets the entry of its hour, whatever was known before.</summary>
    public void Set(T count, int width)
    {
        for (var at = 0; at < Hours.Length; at++)
        {
            if (_hours![at].Hour == count.Hour)
            {
                _hours[at] = count;
                return;
            }
        }

        Insert(count, width);
    }

    public void Join(T count, int width) => Set(TryGet(count.Hour, out var held) ? held.JoinSameHour(count) : count, width);

    public void Join(HourCounts<T> other, int width)
    {
        foreach (var count in other.Hours)
        {
            Join(count, width);
        }
    }

    private void Insert(T count, int width)
    {
        var hours = Hours;
        var newest = hours.Length == 0 ? count.Hour : Math.Max(count.Hour, hours[0].Hour);
        var oldest = (long)newest - width + 1;
        var (before, kept) = (0, 0);
        foreach (var held in hours)
        {
            before += held.Hour > count.Hour ? 1 : 0;
            kept += held.Hour >= oldest ? 1 : 0;
        }

        if (count.Hour < oldest)
        {
            return;
        }

        // Sorted newest first, what falls out of the width is at the end, and the new entry never lies behind it.
        var next = new T[kept + 1];
        hours[..before].CopyTo(next);
        next[before] = count;
        hours[before..kept].CopyTo(next.AsSpan(before + 1));
        _hours = next;
    }
}
