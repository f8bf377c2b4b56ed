using System.Collections.Concurrent;
using Maas.Tracking.Delivery;

namespace Maas.Local.Delivery;

/// <summary>Keeps as many finished appends as a busy group has, so that an append allocates nothing.</summary>
internal sealed class FramedAppendPool
{
    private const int KeptMax = 4096;

    private readonly ConcurrentQueue<FramedAppend> _free = new();
    private int _kept;

    public FramedAppend Rent(DeliveryAppend append)
    {
        if (_free.TryDequeue(out var framed))
        {
            Interlocked.Decrement(ref _kept);
        }
        else
        {
            framed = new FramedAppend(this);
        }

        framed.Begin(append);
        return framed;
    }

    public void Return(FramedAppend framed)
    {
        if (Interlocked.Increment(ref _kept) <= KeptMax)
        {
            _free.Enqueue(framed);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }
}
