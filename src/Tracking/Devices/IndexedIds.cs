using System.Diagnostics.CodeAnalysis;

namespace Maas.Tracking.Devices;

/// <summary>
/// The fragments <c>idfa,gaid</c> under which the index of advertising ids may hold the device. An id is added to the index before it is
/// added here, and removed here only after it has been removed there, so a crash between leaves too much here and never too little; removing
/// twice does no harm. A mutable struct; never copy it.
/// </summary>
public struct IndexedIds
{
    // One array in nearly every device, and that shared with the device's own group of ids.
    private byte[]? _only;
    private byte[][]? _all;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte[]> All => _only is null ? _all : new ReadOnlySpan<byte[]>(in _only!);

    public readonly bool Contains(ReadOnlySpan<byte> ids)
    {
        foreach (var held in All)
        {
            if (ids.SequenceEqual(held))
            {
                return true;
            }
        }

        return false;
    }

    public void Add(byte[] ids)
    {
        if (!Contains(ids))
        {
            Set([.. All, ids]);
        }
    }

    public void Remove(ReadOnlySpan<byte> ids)
    {
        var kept = new List<byte[]>();
        foreach (var held in All)
        {
            if (!ids.SequenceEqual(held))
            {
                kept.Add(held);
            }
        }

        Set([.. kept]);
    }

    /// <summary>The union of both.</summary>
    public void Join(IndexedIds other)
    {
        foreach (var ids in other.All)
        {
            Add(ids);
        }
    }

    private void Set(byte[][] all)
    {
        // Sorted, so that a union is the same in whatever order it came about.
        Array.Sort(all, static (first, second) => first.AsSpan().SequenceCompareTo(second));
        _only = all.Length == 1 ? all[0] : null;
        _all = all.Length > 1 ? all : null;
    }
}
