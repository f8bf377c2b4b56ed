using System.IO.Hashing;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>Sorts a request's events by device. Most requests hold one device's, so a key is first compared with the one before it.</summary>
internal sealed class DeviceGroups
{
    private const int KeptGroupsMax = 256;

    private DeviceGroup[] _groups = new DeviceGroup[8];

    /// <summary>Open addressing: the group's index plus one, by the low bits of its key's hash; zero is free.</summary>
    private int[] _slots = new int[32];
    private int _last = -1;

    public int Count { get; private set; }

    public Span<DeviceGroup> Groups => _groups.AsSpan(0, Count);

    /// <summary>Adds the event to its device's group, and the group if it is new.</summary>
    public void Add(EventBatch batch, int index)
    {
        ref var added = ref batch.Resolved[index];
        added.NextOfDevice = -1;
        var key = batch.Text(added.DeviceKey);
        if (_last < 0 || !batch.Text(_groups[_last].DeviceKey).SequenceEqual(key))
        {
            _last = FindOrAdd(batch, added.DeviceKey, key);
        }

        ref var group = ref _groups[_last];
        if (group.Count == 0)
        {
            group.First = index;
        }
        else
        {
            batch.Resolved[group.Last].NextOfDevice = index;
        }

        group.Last = index;
        group.Count++;
    }

    public void Reset()
    {
        if (_groups.Length > KeptGroupsMax)
        {
            _groups = new DeviceGroup[8];
            _slots = new int[32];
        }
        else if (Count > 0)
        {
            Array.Clear(_slots);
        }

        Count = 0;
        _last = -1;
    }

    private int FindOrAdd(EventBatch batch, Json.JsonSpan span, ReadOnlySpan<byte> key)
    {
        var hash = XxHash3.HashToUInt64(key);
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] is var taken and > 0)
        {
            ref var group = ref _groups[taken - 1];
            if (group.KeyHash == hash && batch.Text(group.DeviceKey).SequenceEqual(key))
            {
                return taken - 1;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        if (Count == _groups.Length)
        {
            Grow();
            return FindOrAdd(batch, span, key);
        }

        _groups[Count] = new DeviceGroup { DeviceKey = span, KeyHash = hash };
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _groups, _groups.Length * 2);
        _slots = new int[_groups.Length * 4];
        for (var index = 0; index < Count; index++)
        {
            var slot = (int)(_groups[index].KeyHash & (uint)(_slots.Length - 1));
            while (_slots[slot] > 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = index + 1;
        }
    }
}
