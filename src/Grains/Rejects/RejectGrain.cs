using Maas.Contracts.Rejects;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Orleans.Concurrency;

namespace Maas.Grains.Rejects;

/// <summary>
/// Hands rejected events to the silo's delivery stream and waits until they are durable. A stateless worker, so that the rows go to the
/// stream of the silo that the call came to; it keeps nothing between calls, so it may go at any time.
/// </summary>
[StatelessWorker, Reentrant]
internal sealed class RejectGrain(IGrainContext context, IDeliveryStream delivery) : IGrainBase, IRejectGrain
{
    public IGrainContext GrainContext { get; } = context;

    public Task<DeliveryOutcome> Append(RejectedEvents events) =>
        delivery
            .AppendAsync(
                new DeliveryAppend
                {
                    App = GrainContext.GrainId.Key.ToString()!,
                    ReceivedAt = Timestamps.FromMicros(events.ReceivedAt),
                    RejectedRows = events.Rows,
                    RejectedRowCount = events.Count,
                }
            )
            .AsTask();
}
