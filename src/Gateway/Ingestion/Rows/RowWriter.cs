using System.Text;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Identity;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>Writes an event's raw tracking row (see <see cref="TrackingColumns"/>) and notes where its personal columns are.</summary>
internal readonly ref struct RowWriter(RowBuffer row, EventBatch batch, RequestFacts request, IngestRules rules)
{
    /// <param name="index">The event.</param>
    /// <param name="rowsStart">Where its device's rows begin in the buffer.</param>
    public EventRow Write(int index, int rowsStart)
    {
        ref var fields = ref batch.Table.Events[index];
        ref var resolved = ref batch.Resolved[index];
        var start = row.Length;
        WriteTimes(ref resolved);
        Text(resolved.MessageId);
        row.Append(request.App.Utf8);
        Comma();
        Text(resolved.DeviceKey);
        Text(fields[Field.UserId]);
        Text(fields[Field.AnonymousId]);
        row.Append(EventTypes.Name(resolved.Type));
        Comma();
        Text(fields[resolved.Type is EventType.Page or EventType.Screen ? Field.Name : Field.EventName]);
        var locationStart = row.Length;
        WriteFix(ref fields, ref resolved);
        var locationEnd = row.Length;
        Comma();
        row.Append(DevicePlatforms.Token(resolved.Platform));
        Comma();
        var idsStart = row.Length;
        WriteIds(row, batch, ref fields, ref resolved);
        var idsEnd = row.Length;
        Comma();
        WriteSystem(ref fields);
        var addressStart = row.Length;
        WriteAddress(ref fields);
        var addressEnd = row.Length;
        Comma();
        WriteLibrary(ref fields);
        Settings.Write(row, batch, ref fields);
        Comma();
        var (extraLocationStart, extraLocationEnd) = ExtraWriter.Write(row, batch, ref fields, ref resolved);
        row.Append(CsvFields.LineEnd);
        return new EventRow(
            resolved.MessageHash,
            start - rowsStart,
            row.Length - start,
            locationStart - start,
            locationEnd - start,
            idsStart - start,
            idsEnd - start,
            addressStart - start,
            addressEnd - start,
            resolved.Consent,
            resolved.EventAt,
            extraLocationStart - start,
            extraLocationEnd - start
        );
    }

    /// <summary>Writes <c>idfa,gaid</c>; an id in lower case, the one spelling of a UUID.</summary>
    public static void WriteIds(RowBuffer row, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved)
    {
        if (resolved.Ids == AdvertisingIdDecision.Gaid)
        {
            row.Append(CsvFields.Comma);
        }

        if (resolved.Ids is AdvertisingIdDecision.Gaid or AdvertisingIdDecision.Idfa)
        {
            var id = batch.Text(fields[Field.AdvertisingId]);
            Ascii.ToLower(id, row.GetSpan(id.Length), out var written);
            row.Advance(written);
        }

        if (resolved.Ids != AdvertisingIdDecision.Gaid)
        {
            row.Append(CsvFields.Comma);
        }
    }

    private void WriteTimes(ref ResolvedEvent resolved)
    {
        row.Append((byte)TrackingColumns.SchemaVersion[0]);
        Comma();
        CsvFields.WriteTime(row, request.ReceivedAt);
        Comma();
        CsvFields.WriteTime(row, resolved.EventAt);
        Comma();
        Time(resolved.SentAt);
        Time(resolved.OriginalAt);
    }

    private void WriteFix(ref EventFields fields, ref ResolvedEvent resolved)
    {
        if (resolved.FixSource == Field.Unknown)
        {
            row.Append(",,,,,"u8);
            return;
        }

        var first = resolved.FixSource == Field.Location ? Field.Latitude : Field.PropertiesLatitude;
        Number(fields[first], resolved.Fix.Latitude);
        Comma();
        Number(fields[first + 1], resolved.Fix.Longitude);
        Comma();
        Number(fields[first + 2], resolved.Fix.Altitude);
        Comma();
        Number(fields[first + 3], resolved.Fix.Accuracy);
        Comma();
        Number(fields[first + 4], resolved.Fix.Speed);
        Comma();
        Number(fields[first + 5], resolved.Fix.Bearing);
    }

    private void WriteSystem(ref EventFields fields)
    {
        Text(fields[Field.OsName]);
        Text(fields[Field.OsVersion]);
        Text(fields[Field.DeviceManufacturer]);
        Text(fields[Field.DeviceModel]);
        Text(fields[Field.DeviceVersion]);
        Text(fields[Field.AppVersion]);
        Text(fields[Field.Locale]);
        Text(fields[Field.Timezone]);
        row.Append(Network(ref fields));
        Comma();
    }

    private static ReadOnlySpan<byte> Network(ref EventFields fields)
    {
        var (wifi, cellular) = (fields[Field.NetworkWifi], fields[Field.NetworkCellular]);
        return (wifi.Kind, cellular.Kind) switch
        {
            (JsonKind.True, JsonKind.True) => "wifi+cellular"u8,
            (JsonKind.True, _) => "wifi"u8,
            (_, JsonKind.True) => "cellular"u8,
            (JsonKind.Absent, JsonKind.Absent) => default,
            _ => "none"u8,
        };
    }

    private void WriteAddress(ref EventFields fields)
    {
        if (rules.StoreAddresses)
        {
            var stated = batch.Text(fields[Field.Ip]);
            CsvFields.WriteText(row, stated.IsEmpty ? request.ClientAddress.Span : stated);
        }
    }

    private void WriteLibrary(ref EventFields fields)
    {
        var name = batch.Text(fields[Field.LibraryName]);
        var version = batch.Text(fields[Field.LibraryVersion]);
        if (version.IsEmpty)
        {
            CsvFields.WriteText(row, name);
        }
        else
        {
            var length = name.Length + version.Length + 1;
            var joined = length <= 256 ? stackalloc byte[length] : new byte[length];
            name.CopyTo(joined);
            joined[name.Length] = (byte)'/';
            version.CopyTo(joined[(name.Length + 1)..]);
            CsvFields.WriteText(row, joined);
        }

        Comma();
    }

    private void Number(JsonSpan span, double value)
    {
        const int PlainLengthMax = 24;
        if (double.IsNaN(value))
        {
            return;
        }

        // The client's own digits are kept: they are as precise as it meant.
        if (span.Length <= PlainLengthMax)
        {
            row.Append(batch.Text(span));
        }
        else
        {
            CsvFields.WriteNumber(row, value);
        }
    }

    private void Time(long micros)
    {
        if (micros != ResolvedEvent.NoTime)
        {
            CsvFields.WriteTime(row, micros);
        }

        Comma();
    }

    private void Text(JsonSpan span)
    {
        if (span.Length > 0)
        {
            CsvFields.WriteText(row, batch.Text(span));
        }

        Comma();
    }

    private void Comma() => row.Append(CsvFields.Comma);
}
