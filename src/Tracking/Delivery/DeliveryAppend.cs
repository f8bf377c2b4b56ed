namespace Maas.Tracking.Delivery;

/// <summary>Rows of one app that become durable together. Every memory holds whole LF-ended rows of its stream's schema.</summary>
public sealed class DeliveryAppend
{
    /// <summary>The app whose books the rows are counted in.</summary>
    public required string App { get; init; }

    /// <summary>When the gateway received the rows: decides the hour folder, and equals the rows' <c>received_at</c>.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Tracking rows; several memories, so that a caller need not join what it filtered.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TrackingRows { get; init; } = [];

    public int TrackingRowCount { get; init; }

    public ReadOnlyMemory<byte> DeviceRows { get; init; }

    public int DeviceRowCount { get; init; }

    public ReadOnlyMemory<byte> RejectedRows { get; init; }

    public int RejectedRowCount { get; init; }
}
