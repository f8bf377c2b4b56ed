using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>A device's private settings as one CSV field of JSON, under the names that clients send them by.</summary>
internal static class Settings
{
    public static bool AreStated(ref EventFields fields) =>
        !fields[Field.AdTrackingEnabled].IsAbsent
        || !fields[Field.TrackingStatus].IsAbsent
        || !fields[Field.AttTrackingStatus].IsAbsent
        || !fields[Field.Consent].IsAbsent;

    public static void Write(RowBuffer row, EventBatch batch, ref EventFields fields)
    {
        if (!AreStated(ref fields))
        {
            return;
        }

        var json = new QuotedJson(row);
        Write(ref json, "adTrackingEnabled"u8, fields[Field.AdTrackingEnabled], batch);
        Write(ref json, "trackingStatus"u8, fields[Field.TrackingStatus], batch);
        Write(ref json, "attTrackingStatus"u8, fields[Field.AttTrackingStatus], batch);
        Write(ref json, "consent"u8, fields[Field.Consent], batch);
        json.Close();
    }

    private static void Write(ref QuotedJson json, ReadOnlySpan<byte> name, JsonSpan value, EventBatch batch)
    {
        if (!value.IsAbsent)
        {
            json.Member(name, value, batch);
        }
    }
}
