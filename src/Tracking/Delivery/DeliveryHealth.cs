namespace Maas.Tracking.Delivery;

/// <summary>Whether a delivery stream takes rows.</summary>
/// <param name="Ready">True when the last append succeeded, or none has failed since.</param>
/// <param name="Reason">Why it is not ready, with the fix; empty when ready.</param>
public sealed record DeliveryHealth(bool Ready, string Reason)
{
    public static DeliveryHealth Healthy { get; } = new(true, "");
}
