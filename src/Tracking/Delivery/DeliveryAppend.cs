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

    /// <summary>Throws when a memory does not end with a line end: the next append's first row would be joined to its last.</summary>
    /// <exception cref="ArgumentException">A memory does not end with a line end.</exception>
    public void RequireWholeRows()
    {
        RequireWholeRows(DeviceRows.Span);
        RequireWholeRows(RejectedRows.Span);
        for (var at = 0; at < TrackingRows.Count; at++)
        {
            RequireWholeRows(TrackingRows[at].Span);
        }
    }

    private static void RequireWholeRows(ReadOnlySpan<byte> rows)
    {
        if (!rows.IsEmpty && rows[^1] != (byte)'\n')
        {
            throw new ArgumentException("Rows end with a line feed: without one the next append's first row would be joined to them.");
        }
    }
}
