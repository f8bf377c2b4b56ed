using System.Globalization;
using Maas.Tracking.Delivery;

namespace Maas.Local.Delivery;

/// <summary>Names that no other start of the service has used or will use.</summary>
internal sealed class SegmentNames(DateTimeOffset startedAt, uint startId)
{
    /// <summary>No engine's glob reads this extension.</summary>
    public const string Extension = ".segment";

    private int _last;

    /// <summary>Sorts by start and order: <c>20261122T230512-9f3a1c2b-000001.segment</c>.</summary>
    public string Next()
    {
        var start = startedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{start}-{startId:x8}-{++_last:d6}{Extension}");
    }

    /// <summary>The name of the sealed file of a stream: the same however often the segment is sealed.</summary>
    public static string Sealed(RawStream stream, string segmentPath) =>
        $"{stream.Name()}-{Path.GetFileNameWithoutExtension(segmentPath)}.csv.gz";
}
