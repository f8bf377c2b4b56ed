using System.Collections.Concurrent;
using Maas.Tracking.Delivery;

namespace Maas.Local.Delivery;

/// <summary>Keeps as many finished appends as a busy group has, so that an append allocates nothing.</summary>
internal sealed class PendingAppendPool
{
    private const int KeptMax = 4096;

    private readonly ConcurrentQueue<PendingAppend> _free = new();
    private int _kept;

    public PendingAppend Rent(DeliveryAppend append)
    {
        if (_free.TryDequeue(out var pending))
        {
            Interlocked.Decrement(ref _kept);
        }
        else
        {
            pending = new PendingAppend(this);
        }

        pending.Begin(append);
        return pending;
    }

    public void Return(PendingAppend pending)
    {
        if (Interlocked.Increment(ref _kept) <= KeptMax)
        {
            _free.Enqueue(pending);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }
}
