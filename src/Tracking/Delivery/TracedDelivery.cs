using Maas.Tracking.Telemetry;

namespace Maas.Tracking.Delivery;

/// <summary>A delivery stream whose appends are spans of the request that they belong to: from the call until the rows are durable.</summary>
public sealed class TracedDelivery(IDeliveryStream delivery) : IDeliveryStream
{
    public const string AppendSpan = "maas.delivery.append";

    public DeliveryHealth Health => delivery.Health;

    public ValueTask<DeliveryOutcome> AppendAsync(DeliveryAppend append) =>
        Spans.AreRecorded ? AppendTracedAsync(append) : delivery.AppendAsync(append);

    public void Count(string app, DateTimeOffset receivedAt, int repeated, int refused) =>
        delivery.Count(app, receivedAt, repeated, refused);

    private async ValueTask<DeliveryOutcome> AppendTracedAsync(DeliveryAppend append)
    {
        using var span = Spans.Start(AppendSpan);
        span?.SetTag("maas.app", append.App);
        span?.SetTag("maas.rows.tracking", append.TrackingRowCount);
        span?.SetTag("maas.rows.devices", append.DeviceRowCount);
        span?.SetTag("maas.rows.rejected", append.RejectedRowCount);
        var outcome = await delivery.AppendAsync(append);
        span.SetOutcome(outcome.ToString(), outcome == DeliveryOutcome.Durable);
        return outcome;
    }
}
