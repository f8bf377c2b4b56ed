using System.Collections.Immutable;
using Maas.Tracking.Consent;

namespace Maas.Contracts.Devices;

/// <summary>
/// The events of one device in one request: finished CSV rows and what the grain must know to judge them without parsing them again.
/// In process the rows are handed over by reference; the gateway leaves their memory alone until the call has a known outcome.
/// </summary>
[GenerateSerializer, Immutable, Alias("maas.DeviceEvents")]
public sealed record DeviceEvents
{
    /// <summary>When the gateway received the request: microseconds since the Unix epoch, UTC; equal in every row.</summary>
    [Id(0)]
    public required long ReceivedAt { get; init; }

    /// <summary>LF-ended tracking rows, back to back, in the order of <see cref="Events"/>, with nothing else between them.</summary>
    [Id(1)]
    public required ReadOnlyMemory<byte> Rows { get; init; }

    [Id(2)]
    public required ImmutableArray<EventRow> Events { get; init; }

    /// <summary>What the events say of the device, already joined over them.</summary>
    [Id(3)]
    public required DeviceObservation Observation { get; init; }
}

/// <summary>
/// Where an event's row lies in <see cref="DeviceEvents.Rows"/>, and the personal columns in it: consecutive columns with the commas
/// between them but none around them. Positions are bytes from the row's start.
/// </summary>
/// <param name="MessageHash">64-bit hash of the message id.</param>
/// <param name="Start">The row's first byte in the rows.</param>
/// <param name="Length">The row's length with its line end.</param>
/// <param name="LocationStart">First byte of latitude … bearing (six columns).</param>
/// <param name="LocationEnd">The byte after them.</param>
/// <param name="IdsStart">First byte of idfa, gaid (two columns).</param>
/// <param name="IdsEnd">The byte after them.</param>
/// <param name="AddressStart">First byte of ip.</param>
/// <param name="AddressEnd">The byte after it.</param>
/// <param name="Consent">The consent the event itself states, if it does.</param>
/// <param name="EventAt">The event's time, as in its row: microseconds since the Unix epoch, UTC.</param>
/// <param name="ExtraLocationStart">
/// First byte of what <c>extra</c> holds of the location beyond its columns (a place's name, an unusable fix): one member of its JSON
/// object, the last, with the comma before it if there is one; so to blank it is to leave the bytes out. Equal to the end when there is none.
/// </param>
/// <param name="ExtraLocationEnd">The byte after it.</param>
[GenerateSerializer, Immutable, Alias("maas.EventRow")]
public readonly record struct EventRow(
    [property: Id(0)] ulong MessageHash,
    [property: Id(1)] int Start,
    [property: Id(2)] int Length,
    [property: Id(3)] int LocationStart,
    [property: Id(4)] int LocationEnd,
    [property: Id(5)] int IdsStart,
    [property: Id(6)] int IdsEnd,
    [property: Id(7)] int AddressStart,
    [property: Id(8)] int AddressEnd,
    [property: Id(9)] ConsentDenials Consent,
    [property: Id(10)] long EventAt,
    [property: Id(11)] int ExtraLocationStart = 0,
    [property: Id(12)] int ExtraLocationEnd = 0
);
