using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>What came of sealing a segment.</summary>
/// <param name="Name">The segment's name, the key of its entries in the books.</param>
/// <param name="Files">The hour files.</param>
/// <param name="Delivered">Rows by hour and app, as the appends counted them.</param>
/// <param name="TornBytes">Bytes at its end that were never acknowledged.</param>
/// <param name="DamagedBytes">Bytes that are no frame, and may have been acknowledged.</param>
internal sealed record SealedSegment(
    string Name,
    IReadOnlyList<SealedFile> Files,
    IReadOnlyDictionary<(HourWindow Hour, string App), DeliveredRows> Delivered,
    long TornBytes,
    long DamagedBytes
);

/// <summary>A sealed hour file: its object key, the rows counted while it was written, and its length.</summary>
internal sealed record SealedFile(string Key, long Rows, long Bytes);

/// <summary>Rows delivered, by stream.</summary>
internal readonly record struct DeliveredRows(long Tracking, long Devices, long Rejected)
{
    public static DeliveredRows operator +(DeliveredRows left, DeliveredRows right) =>
        new(left.Tracking + right.Tracking, left.Devices + right.Devices, left.Rejected + right.Rejected);
}
