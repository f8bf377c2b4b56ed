using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Which position an event states: the context's location, else the same names among its properties. Numbers may stand in texts. A fix
/// whose coordinates are not finite numbers on the globe is none, though the event is good; what it held stays in <c>extra</c>.
/// </summary>
internal static class FixRules
{
    public static void Resolve(EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved)
    {
        if (TryRead(batch, ref fields, Field.Latitude, ref resolved))
        {
            resolved.FixSource = Field.Location;
        }
        else if (TryRead(batch, ref fields, Field.PropertiesLatitude, ref resolved))
        {
            resolved.FixSource = Field.Properties;
        }
    }

    /// <summary>Whether the optional members at an offset from the latitude (altitude, accuracy, speed, bearing) have that meaning.</summary>
    public static bool IsUsable(Field member, double value) =>
        !double.IsNaN(value) && (member == Field.Altitude || (value >= 0 && (member != Field.Bearing || value <= 360)));

    private static bool TryRead(EventBatch batch, ref EventFields fields, Field first, ref ResolvedEvent resolved)
    {
        if (
            fields[first].IsAbsent
            || !DecimalText.TryParse(batch.Text(fields[first]), out var latitude)
            || !DecimalText.TryParse(batch.Text(fields[first + 1]), out var longitude)
            || Math.Abs(latitude) > 90
            || Math.Abs(longitude) > 180
        )
        {
            return false;
        }

        resolved.Fix = new Fix(
            resolved.EventAt,
            latitude,
            longitude,
            Optional(batch, ref fields, first, Field.Altitude),
            Optional(batch, ref fields, first, Field.Accuracy),
            Optional(batch, ref fields, first, Field.Speed),
            Optional(batch, ref fields, first, Field.Bearing)
        );
        return true;
    }

    private static double Optional(EventBatch batch, ref EventFields fields, Field first, Field member)
    {
        var span = fields[first + (member - Field.Latitude)];
        return !span.IsAbsent && DecimalText.TryParse(batch.Text(span), out var value) && IsUsable(member, value) ? value : double.NaN;
    }
}
