using System.Collections.Immutable;
using Maas.Contracts.Devices;
using Maas.Contracts.Rejects;
using Maas.Tracking.Csv;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// All that a request makes durable: a message a device and one of rejected events, over one buffer of finished rows. Disposing it pools
/// the buffer; after a call without a known outcome it is dropped instead, for the rows may still be read.
/// </summary>
internal sealed class RequestRows(
    RowBuffer buffer,
    ImmutableArray<(string DeviceKey, DeviceEvents Events)> devices,
    RejectedEvents? rejected,
    ImmutableArray<RejectReason> reasons
) : IDisposable
{
    public ImmutableArray<(string DeviceKey, DeviceEvents Events)> Devices { get; } = devices;

    public RejectedEvents? Rejected { get; } = rejected;

    /// <summary>The reason of each rejected event.</summary>
    public ImmutableArray<RejectReason> Reasons { get; } = reasons;

    public void Dispose() => buffer.Dispose();
}
