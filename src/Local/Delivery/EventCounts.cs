using System.Collections.Concurrent;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>Collects what is counted without a row, until it is entered in the books. Adding never blocks.</summary>
internal sealed class EventCounts
{
    private readonly ConcurrentDictionary<(HourWindow Hour, string App), Counter> _counters = new();

    public void Add(string app, HourWindow hour, long repeated, long refused)
    {
        while (true)
        {
            var counter = _counters.GetOrAdd((hour, app), static _ => new Counter());
            lock (counter)
            {
                if (!counter.Taken)
                {
                    counter.Repeated += repeated;
                    counter.Refused += refused;
                    return;
                }
            }
        }
    }

    /// <summary>Takes out everything collected so far; the caller enters it, or gives it back with <see cref="Add"/>.</summary>
    public List<CountedEvents> Take()
    {
        var taken = new List<CountedEvents>();
        foreach (var key in _counters.Keys)
        {
            if (_counters.TryRemove(key, out var counter))
            {
                lock (counter)
                {
                    counter.Taken = true;
                    taken.Add(new CountedEvents(key.Hour, key.App, counter.Repeated, counter.Refused));
                }
            }
        }

        return taken;
    }

    private sealed class Counter
    {
        public long Repeated { get; set; }

        public long Refused { get; set; }

        /// <summary>Set once the counter is out of the dictionary: an addition that still holds it must look again.</summary>
        public bool Taken { get; set; }
    }
}

/// <summary>Events of an app and hour that were recognised as copies, or refused by consent.</summary>
internal sealed record CountedEvents(HourWindow Hour, string App, long Repeated, long Refused);
