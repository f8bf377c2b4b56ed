using System.Text;
using Maas.Contracts.Devices;
using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Identity;
using Maas.Tracking.Schema;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Writes the raw tracking rows of one device (see <see cref="TrackingColumns"/>) and notes where their personal columns are. The events of a
/// request repeat most of their context, so a part of a row whose sources are those of the row before is copied from there.
/// </summary>
/// <param name="row">Where the rows go.</param>
/// <param name="batch">The request's events.</param>
/// <param name="request">The request.</param>
/// <param name="rules">What is stored at all.</param>
/// <param name="rowsStart">Where the device's rows begin in the buffer.</param>
internal ref struct RowWriter(RowBuffer row, EventBatch batch, RequestFacts request, IngestRules rules, int rowsStart)
{
    private const int None = -1;

    /// <summary>The event whose row was written last.</summary>
    private int _before = None;

    // Parts of that row that the next one may repeat, as positions in the buffer.
    private Part _received;
    private Part _sent;
    private Part _system;
    private Part _ids;
    private Part _library;

    public EventRow Write(int index)
    {
        ref var fields = ref batch.Table.Events[index];
        ref var resolved = ref batch.Resolved[index];
        var start = row.Length;
        WriteTimes(ref fields, ref resolved);
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
        WriteSystem(ref fields, ref resolved);
        WritePlace(ref fields);
        var addressStart = row.Length;
        WriteAddress(ref fields);
        var addressEnd = row.Length;
        WriteLibrary(ref fields);
        var (extraLocationStart, extraLocationEnd) = ExtraWriter.Write(row, batch, ref fields, ref resolved);
        row.Append(CsvFields.LineEnd);
        _before = index;
        return new EventRow(
            resolved.MessageHash,
            start - rowsStart,
            row.Length - start,
            locationStart - start,
            locationEnd - start,
            _ids.Start - start,
            _ids.End - start,
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

    private void WriteTimes(ref EventFields fields, ref ResolvedEvent resolved)
    {
        var start = row.Length;
        if (_before == None)
        {
            row.Append((byte)TrackingColumns.SchemaVersion[0]);
            Comma();
            CsvFields.WriteTime(row, request.ReceivedAt);
            Comma();
        }
        else
        {
            Again(_received);
        }

        _received = new Part(start, row.Length);
        CsvFields.WriteTime(row, resolved.EventAt);
        Comma();
        start = row.Length;
        if (_before == None || batch.Resolved[_before].SentAt != resolved.SentAt)
        {
            Time(resolved.SentAt);
        }
        else
        {
            Again(_sent);
        }

        _sent = new Part(start, row.Length);
        if (resolved.OriginalIsText)
        {
            row.Append(batch.Text(fields[resolved.OriginalSource]));
            Comma();
        }
        else
        {
            Time(resolved.OriginalAt);
        }
    }

    private readonly void WriteFix(ref EventFields fields, ref ResolvedEvent resolved)
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

    /// <summary>Writes platform … app_version, with the commas around them.</summary>
    private void WriteSystem(ref EventFields fields, ref ResolvedEvent resolved)
    {
        var start = row.Length;
        if (IsBefore(ref fields, Field.Device, Field.AppVersion) && batch.Resolved[_before].HasSameIdentity(in resolved))
        {
            Again(_system);
            _ids = _ids.MovedBy(start - _system.Start);
            _system = new Part(start, row.Length);
            return;
        }

        Comma();
        row.Append(DevicePlatforms.Token(resolved.Platform));
        Comma();
        var idsStart = row.Length;
        WriteIds(row, batch, ref fields, ref resolved);
        _ids = new Part(idsStart, row.Length);
        Comma();
        Text(fields[Field.OsName]);
        Text(fields[Field.OsVersion]);
        Text(fields[Field.DeviceManufacturer]);
        Text(fields[Field.DeviceModel]);
        Text(fields[Field.DeviceVersion]);
        Text(fields[Field.AppVersion]);
        _system = new Part(start, row.Length);
    }

    private readonly void WritePlace(ref EventFields fields)
    {
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

    private readonly void WriteAddress(ref EventFields fields)
    {
        if (rules.StoreAddresses)
        {
            var stated = batch.Text(fields[Field.Ip]);
            CsvFields.WriteText(row, stated.IsEmpty ? request.ClientAddress.Span : stated);
        }
    }

    /// <summary>Writes library and settings, with the commas around them.</summary>
    private void WriteLibrary(ref EventFields fields)
    {
        var start = row.Length;
        if (
            IsBefore(ref fields, Field.Library, Field.LibraryVersion)
            && IsBefore(ref fields, Field.Device, Field.AttTrackingStatus)
            && IsBefore(ref fields, Field.Consent, Field.Consent)
        )
        {
            Again(_library);
        }
        else
        {
            Comma();
            WriteLibraryName(batch.Text(fields[Field.LibraryName]), batch.Text(fields[Field.LibraryVersion]));
            Settings.Write(row, batch, ref fields);
            Comma();
        }

        _library = new Part(start, row.Length);
    }

    private readonly void WriteLibraryName(ReadOnlySpan<byte> name, ReadOnlySpan<byte> version)
    {
        if (version.IsEmpty)
        {
            CsvFields.WriteTextAndComma(row, name);
            return;
        }

        var length = name.Length + version.Length + 1;
        var joined = length <= 256 ? stackalloc byte[length] : new byte[length];
        name.CopyTo(joined);
        joined[name.Length] = (byte)'/';
        version.CopyTo(joined[(name.Length + 1)..]);
        CsvFields.WriteTextAndComma(row, joined);
    }

    private readonly bool IsBefore(ref EventFields fields, Field first, Field last) =>
        _before != None && fields.IsSame(in batch.Table.Events[_before], first, last);

    private readonly void Again(Part part) => row.AppendAgain(part.Start, part.End);

    private readonly void Number(JsonSpan span, double value)
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

    private readonly void Time(long micros)
    {
        if (micros != ResolvedEvent.NoTime)
        {
            CsvFields.WriteTime(row, micros);
        }

        Comma();
    }

    private readonly void Text(JsonSpan span) => CsvFields.WriteTextAndComma(row, batch.Text(span));

    private readonly void Comma() => row.Append(CsvFields.Comma);

    private readonly record struct Part(int Start, int End)
    {
        public Part MovedBy(int bytes) => new(Start + bytes, End + bytes);
    }
}
