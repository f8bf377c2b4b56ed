namespace Maas.Simulation.Traffic;

/// <summary>A bounded store of things to be sent again some batches later, in the order in which they fall due. Not thread-safe.</summary>
internal sealed class DelayedSends<T>(int capacity)
{
    private readonly PriorityQueue<T, long> _waiting = new();

    /// <summary>False when the store is full: then it is not sent again, and must not be counted.</summary>
    public bool TryAdd(T item, long dueBatch)
    {
        if (_waiting.Count >= capacity)
        {
            return false;
        }

        _waiting.Enqueue(item, dueBatch);
        return true;
    }

    public bool TryTake(long batch, out T item)
    {
        if (_waiting.TryPeek(out item!, out var due) && due <= batch)
        {
            _waiting.Dequeue();
            return true;
        }

        item = default!;
        return false;
    }
}
