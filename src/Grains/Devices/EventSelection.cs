using System.Buffers;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;

namespace Maas.Grains.Devices;

/// <summary>What is to become of each event of a request: new, a copy, or refused by consent.</summary>
internal sealed class EventSelection
{
    private readonly ulong[] _hashes;
    private List<PendingAppend>? _awaited;

    private EventSelection(int events, ReadOnlyMemory<byte> rows)
    {
        _hashes = new ulong[events];
        Rows = new RowSelection(rows);
    }

    /// <summary>The rows of the new events.</summary>
    public RowSelection Rows { get; }

    public int NewEvents { get; private set; }

    public int Repeated { get; private set; }

    public int Refused { get; private set; }

    /// <summary>The latest session among the new events.</summary>
    public Session Session { get; private set; }

    /// <summary>Appends under way that hold copies of these events; null when there are none.</summary>
    public List<PendingAppend>? Awaited => _awaited;

    /// <param name="events">The request.</param>
    /// <param name="state">What is known of the device.</param>
    /// <param name="pending">The newest append under way.</param>
    /// <param name="known">What holds for an event that states no consent itself.</param>
    public static EventSelection Choose(DeviceEvents events, DeviceState state, PendingAppend? pending, ConsentDenials known)
    {
        var chosen = new EventSelection(events.Events.Length, events.Rows);
        var times = ArrayPool<long>.Shared.Rent(Math.Max(events.Events.Length, 1));
        foreach (ref readonly var row in events.Events.AsSpan())
        {
            var denials = row.Consent.HasFlag(ConsentDenials.Stated) ? row.Consent : known;
            if (chosen.IsRepeated(row.MessageHash, state, pending))
            {
                chosen.Repeated++;
            }
            else if (denials.HasFlag(ConsentDenials.Analytics))
            {
                chosen.Refused++;
            }
            else
            {
                times[chosen.NewEvents] = row.EventAt;
                chosen._hashes[chosen.NewEvents++] = row.MessageHash;
                chosen.Rows.Add(row, denials);
            }
        }

        chosen.Session = Session.Latest(times.AsSpan(0, chosen.NewEvents));
        ArrayPool<long>.Shared.Return(times);
        return chosen;
    }

    public PendingAppend ToPending(in StampedConsent consent) => new(_hashes, NewEvents, consent);

    private bool IsRepeated(ulong hash, DeviceState state, PendingAppend? pending)
    {
        if (state.HasSeen(hash) || _hashes.AsSpan(0, NewEvents).Contains(hash))
        {
            return true;
        }

        for (; pending is not null; pending = pending.Next)
        {
            if (pending.Holds(hash))
            {
                _awaited ??= [];
                if (!_awaited.Contains(pending))
                {
                    _awaited.Add(pending);
                }

                return true;
            }
        }

        return false;
    }
}
