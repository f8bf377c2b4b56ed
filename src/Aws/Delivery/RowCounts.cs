using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>Rows by stream.</summary>
internal readonly record struct RowCounts(long Tracking, long Devices, long Rejected)
{
    /// <summary>One row of the stream went to the rejected stream instead.</summary>
    public RowCounts Reject(RawStream from) =>
        from switch
        {
            RawStream.Tracking => new(Tracking - 1, Devices, Rejected + 1),
            RawStream.Devices => new(Tracking, Devices - 1, Rejected + 1),
            _ => this,
        };
}
