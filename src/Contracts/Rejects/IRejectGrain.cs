using Maas.Tracking.Delivery;

namespace Maas.Contracts.Rejects;

/// <summary>
/// Takes the rejected events of an app to the delivery stream of its silo. Its key is the app. It keeps nothing: the call returns when
/// the rows are durable, so a skipped deactivation loses nothing.
/// </summary>
[Alias("maas.IRejectGrain")]
public interface IRejectGrain : IGrainWithStringKey
{
    [Alias("Append")]
    Task<DeliveryOutcome> Append(RejectedEvents events);
}

/// <summary>Rejected events of one request.</summary>
[GenerateSerializer, Immutable, Alias("maas.RejectedEvents")]
public sealed record RejectedEvents
{
    /// <summary>When the gateway received the request: microseconds since the Unix epoch, UTC.</summary>
    [Id(0)]
    public required long ReceivedAt { get; init; }

    /// <summary>LF-ended rows of <see cref="Tracking.Schema.RejectedColumns"/>.</summary>
    [Id(1)]
    public required ReadOnlyMemory<byte> Rows { get; init; }

    [Id(2)]
    public required int Count { get; init; }
}
