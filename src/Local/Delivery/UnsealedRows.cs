using System.Runtime.InteropServices;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>
/// Durable rows whose segment is not in the books yet, so that delivery's counts never lag behind what it has acknowledged. Lost with
/// a crash, and then counted again when the segment is sealed.
/// </summary>
internal sealed class UnsealedRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<(HourWindow Hour, string App), DeliveredRows>> _segments = new(StringComparer.Ordinal);

    /// <summary>Adds a group that has just become durable in a segment.</summary>
    public void Add(string segmentName, List<FramedAppend> group)
    {
        lock (_gate)
        {
            if (!_segments.TryGetValue(segmentName, out var counts))
            {
                _segments[segmentName] = counts = [];
            }

            foreach (var append in group)
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, (append.Hour, append.App), out _);
                rows += append.Rows;
            }
        }
    }

    /// <summary>What was durable in a segment when it was appended; null for one that an earlier process left.</summary>
    public IReadOnlyDictionary<(HourWindow Hour, string App), DeliveredRows>? Find(string segmentName)
    {
        lock (_gate)
        {
            return _segments.TryGetValue(segmentName, out var counts) ? counts.ToDictionary() : null;
        }
    }

    /// <summary>Forgets a segment that is entered in the books.</summary>
    public void Remove(string segmentName)
    {
        lock (_gate)
        {
            _segments.Remove(segmentName);
        }
    }

    /// <summary>The hour's rows, an entry an app.</summary>
    public Dictionary<string, DeliveredRows> Read(HourWindow hour)
    {
        var apps = new Dictionary<string, DeliveredRows>(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var counts in _segments.Values)
            {
                foreach (var ((of, app), rows) in counts)
                {
                    if (of == hour)
                    {
                        apps[app] = apps.GetValueOrDefault(app) + rows;
                    }
                }
            }
        }

        return apps;
    }
}
