using Maas.Tracking.Delivery;

namespace Maas.Bench.DeviceMemory;

/// <summary>Takes every append and keeps nothing; answers later than it is asked, as a flush does.</summary>
internal sealed class NullDelivery : IDeliveryStream
{
    public DeliveryHealth Health => DeliveryHealth.Healthy;

    public async ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append)
    {
        await Task.Yield();
        return DeliveryOutcome.Durable;
    }

    public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused) { }
}
