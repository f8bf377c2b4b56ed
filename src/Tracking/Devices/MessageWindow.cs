namespace Maas.Tracking.Devices;

/// <summary>
/// The hashes of a device's latest messages: a ring that grows by doubling up to its capacity and then forgets the oldest. It is best
/// effort; the lake's deduplication is the exact one. A mutable struct, so that a device costs no further object; never copy it.
/// </summary>
public struct MessageWindow
{
    private const int SmallestLength = 8;

    private ulong[]? _hashes;
    private int _next;
    private int _count;

    public readonly int Count => _count;

    public readonly bool Contains(ulong hash) => _hashes.AsSpan(0, _count).Contains(hash);

    public void Add(ulong hash, int capacity)
    {
        if (_hashes is null || _next == _hashes.Length)
        {
            MakeRoom(capacity);
        }

        _hashes![_next++] = hash;
        _count = Math.Max(_count, _next);
    }

    /// <summary>Writes the hashes from the oldest to the newest; the target holds <see cref="Count"/> of them.</summary>
    public readonly void CopyTo(Span<ulong> target)
    {
        var start = _next == _count ? 0 : _next;
        for (var at = 0; at < _count; at++)
        {
            target[at] = _hashes![(start + at) % _count];
        }
    }

    /// <summary>
    /// Joins two windows by age: of each hash its younger position counts, and the youngest fit. Commutative and idempotent; which of the
    /// oldest are forgotten may depend on the order in which three or more are joined.
    /// </summary>
    public readonly MessageWindow Join(MessageWindow other, int capacity)
    {
        Span<ulong> a = new ulong[_count];
        Span<ulong> b = new ulong[other._count];
        CopyTo(a);
        other.CopyTo(b);
        var youngest = new List<ulong>(Math.Min(capacity, a.Length + b.Length));
        for (var age = 0; age < Math.Max(a.Length, b.Length) && youngest.Count < capacity; age++)
        {
            var left = age < a.Length ? a[^(age + 1)] : b[^(age + 1)];
            var right = age < b.Length ? b[^(age + 1)] : left;
            TakeOnce(youngest, Math.Max(left, right), capacity);
            TakeOnce(youngest, Math.Min(left, right), capacity);
        }

        var joined = default(MessageWindow);
        for (var at = youngest.Count - 1; at >= 0; at--)
        {
            joined.Add(youngest[at], capacity);
        }

        return joined;
    }

    private static void TakeOnce(List<ulong> taken, ulong hash, int capacity)
    {
        if (taken.Count < capacity && !taken.Contains(hash))
        {
            taken.Add(hash);
        }
    }

    private void MakeRoom(int capacity)
    {
        var length = _hashes?.Length ?? 0;
        if (length == capacity)
        {
            _next = 0;
            return;
        }

        // Until it has its full capacity the ring has never wrapped, unless the capacity was changed since the hashes were stored.
        var held = new ulong[_count];
        CopyTo(held);
        var kept = Math.Min(_count, capacity - 1);
        _hashes = new ulong[Math.Min(capacity, Math.Max(SmallestLength, length * 2))];
        held.AsSpan(_count - kept).CopyTo(_hashes);
        _next = kept;
        _count = kept;
    }
}
