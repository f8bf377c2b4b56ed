namespace Maas.Aws.Delivery;

/// <summary>The time since delivery was composed: it never jumps, and all parts of delivery mean the same by it.</summary>
internal sealed class DeliveryClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_origin);

    public TimeProvider Provider => time;
}
