using System.Collections.Concurrent;

namespace Maas.Tracking.Devices;

/// <summary>
/// One array for each of the few values that very many devices hold, such as private settings. Bounded: when it is full it begins anew, which
/// costs memory for a while and nothing else. Thread-safe.
/// </summary>
public sealed class ValuePool
{
    private const int ValuesMax = 4096;
    private const int LengthMax = 512;

    private readonly ConcurrentDictionary<byte[], byte[]> _values = new(new ByContent());
    private int _count;

    internal int Count => _values.Count;

    /// <summary>The array of these bytes that is shared, which is the given one if it is the first.</summary>
    public byte[] Share(byte[] value)
    {
        if (value.Length > LengthMax)
        {
            return value;
        }

        if (_values.TryGetValue(value, out var held))
        {
            return held;
        }

        if (Interlocked.Increment(ref _count) > ValuesMax)
        {
            _values.Clear();
            Volatile.Write(ref _count, 1);
        }

        return _values.GetOrAdd(value, value);
    }

    private sealed class ByContent : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
