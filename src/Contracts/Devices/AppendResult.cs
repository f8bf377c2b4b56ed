using Maas.Tracking.Delivery;

namespace Maas.Contracts.Devices;

/// <summary>
/// What became of a device's events in one request. Unless <see cref="Outcome"/> is <see cref="DeliveryOutcome.Durable"/> the whole
/// request must be sent again: what was durable is then recognised as repeated.
/// </summary>
/// <param name="Outcome">Whether everything that had to be written is durable.</param>
/// <param name="Written">Events made durable by this call.</param>
/// <param name="Repeated">Copies of events already durable.</param>
/// <param name="Refused">Events that consent refused.</param>
[GenerateSerializer, Immutable, Alias("maas.AppendResult")]
public readonly record struct AppendResult(
    [property: Id(0)] DeliveryOutcome Outcome,
    [property: Id(1)] int Written,
    [property: Id(2)] int Repeated,
    [property: Id(3)] int Refused
);
