using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;
using Maas.Tracking.Identity;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Writes the <c>extra</c> column: a JSON object of all that an event holds and no column does, under the names it was sent by. What else is
/// known of the location comes last, so that a refusal of location can cut it off.
/// </summary>
internal static class ExtraWriter
{
    private static readonly Field[] ContextObjects = [Field.Device, Field.Os, Field.App, Field.Network, Field.Screen, Field.Library];

    /// <summary>The names of the six members of a fix, in the order of the fields.</summary>
    private static ReadOnlySpan<byte> FixName(int index) =>
        index switch
        {
            0 => "latitude"u8,
            1 => "longitude"u8,
            2 => "altitude"u8,
            3 => "accuracy"u8,
            4 => "speed"u8,
            _ => "bearing"u8,
        };

    /// <returns>Where the location's part begins and ends in the row buffer.</returns>
    public static (int Start, int End) Write(RowBuffer row, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved)
    {
        var json = new QuotedJson(row);
        var held = HeldContainers(batch, ref fields);
        WriteMessage(ref json, batch, ref fields, ref resolved, held);
        WriteContext(ref json, batch, ref fields, ref resolved, held);
        var start = row.Length;
        WriteLocation(ref json, batch, ref fields, ref resolved, held);
        var end = row.Length;
        json.Close();
        if (start < end && row.Span[start] == CsvFields.Quote && row.Span[start + 1] == '{')
        {
            // Nothing came before it: the quote and the brace stay.
            start += 2;
        }

        return (start, end);
    }

    /// <summary>A bit for every object that holds members without a column.</summary>
    private static ulong HeldContainers(EventBatch batch, ref EventFields fields)
    {
        ref var shared = ref batch.Table.Shared;
        var held = 0UL;
        foreach (var extra in batch.Table.Extras[shared.ExtrasStart..shared.ExtrasEnd])
        {
            held |= 1UL << (int)extra.Container;
        }

        foreach (var extra in batch.Table.Extras[fields.ExtrasStart..fields.ExtrasEnd])
        {
            held |= 1UL << (int)extra.Container;
        }

        return held;
    }

    private static bool Holds(ulong held, Field container) => (held & (1UL << (int)container)) != 0;

    private static void WriteMessage(ref QuotedJson json, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved, ulong held)
    {
        WriteProperties(ref json, batch, ref fields);
        WriteHeld(ref json, batch, ref fields, Field.Message, held);
        var isNamedByName = resolved.Type is EventType.Page or EventType.Screen;
        WriteUnless(isNamedByName, ref json, "name"u8, batch, fields[Field.Name]);
        WriteUnless(!isNamedByName, ref json, "event"u8, batch, fields[Field.EventName]);
        WriteTimes(ref json, batch, ref fields, ref resolved);
        WriteUnless(false, ref json, "integrations"u8, batch, fields[Field.Integrations]);
    }

    /// <summary>Times that cannot be read, and those that another one, which differs, outranks.</summary>
    private static void WriteTimes(ref QuotedJson json, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved)
    {
        var (timestamp, original) = (fields[Field.Timestamp], fields[Field.OriginalTimestamp]);
        var isTimestampUsed = resolved.OriginalSource == Field.Timestamp || IsSameText(batch, timestamp, original);
        WriteUnless(isTimestampUsed, ref json, "timestamp"u8, batch, timestamp);
        WriteUnless(resolved.OriginalSource == Field.OriginalTimestamp, ref json, "originalTimestamp"u8, batch, original);
        var (sent, batchSent) = (fields[Field.SentAt], batch.Table.Shared[Field.SentAt]);
        var isSentUsed = resolved.SentAt != ResolvedEvent.NoTime && (batchSent.IsAbsent || IsSameText(batch, sent, batchSent));
        WriteUnless(isSentUsed, ref json, "sentAt"u8, batch, sent);
    }

    private static bool IsSameText(EventBatch batch, JsonSpan left, JsonSpan right) => batch.Text(left).SequenceEqual(batch.Text(right));

    private static void WriteUnless(bool isInColumn, ref QuotedJson json, ReadOnlySpan<byte> name, EventBatch batch, JsonSpan value)
    {
        if (!isInColumn && !value.IsAbsent)
        {
            json.Member(name, value, batch);
        }
    }

    /// <summary>Coordinates among the properties are location: they stand in the columns, or in the location's part.</summary>
    private static void WriteProperties(ref QuotedJson json, EventBatch batch, ref EventFields fields)
    {
        var properties = fields[Field.Properties];
        if (properties.IsAbsent)
        {
            return;
        }

        if (!HasCoordinates(ref fields))
        {
            json.Member("properties"u8, properties, batch);
            return;
        }

        json.Begin("properties"u8);
        foreach (var member in new JsonMembers(batch.Padded, properties))
        {
            if (FieldNames.Of(Field.Properties, member.Name) == Field.Unknown)
            {
                json.Members(batch.Body[member.Start..member.End]);
            }
        }

        json.End();
    }

    private static bool HasCoordinates(ref EventFields fields) =>
        !fields[Field.PropertiesLatitude].IsAbsent || !fields[Field.PropertiesLongitude].IsAbsent;

    private static void WriteContext(ref QuotedJson json, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved, ulong held)
    {
        // A device's name is a model's codename on Android, but elsewhere its owner's: personal, so never stored.
        var name = resolved.Platform == DevicePlatform.Android ? fields[Field.DeviceName] : default;
        var type = fields[Field.DeviceType];
        if (System.Text.Ascii.EqualsIgnoreCase(batch.Text(type), DevicePlatforms.Token(resolved.Platform)))
        {
            type = default;
        }

        var hasDevice = !name.IsAbsent || !type.IsAbsent;
        var nested = held & ~((1UL << (int)Field.Message) | (1UL << (int)Field.Location) | (1UL << (int)Field.Context));
        if (!hasDevice && nested == 0 && !Holds(held, Field.Context))
        {
            return;
        }

        json.Begin("context"u8);
        WriteHeld(ref json, batch, ref fields, Field.Context, held);
        if (hasDevice || nested != 0)
        {
            foreach (var container in ContextObjects)
            {
                var isNamedDevice = container == Field.Device && hasDevice;
                if (!isNamedDevice && !Holds(nested, container))
                {
                    continue;
                }

                json.Begin(ContextName(container));
                WriteHeld(ref json, batch, ref fields, container, held);
                if (isNamedDevice)
                {
                    WriteUnless(false, ref json, "name"u8, batch, name);
                    WriteUnless(false, ref json, "type"u8, batch, type);
                }

                json.End();
            }
        }

        json.End();
    }

    private static void WriteLocation(ref QuotedJson json, EventBatch batch, ref EventFields fields, ref ResolvedEvent resolved, ulong held)
    {
        var fromLocation = Unused(ref fields, ref resolved, Field.Location, Field.Latitude);
        var fromProperties = HasCoordinates(ref fields) ? Unused(ref fields, ref resolved, Field.Properties, Field.PropertiesLatitude) : 0;
        if (fromLocation == 0 && fromProperties == 0 && !Holds(held, Field.Location))
        {
            return;
        }

        json.Begin("location"u8);
        WriteHeld(ref json, batch, ref fields, Field.Location, held);
        WriteFixMembers(ref json, batch, ref fields, Field.Latitude, fromLocation);
        if (fromProperties != 0)
        {
            json.Begin("properties"u8);
            WriteFixMembers(ref json, batch, ref fields, Field.PropertiesLatitude, fromProperties);
            json.End();
        }

        json.End();
    }

    /// <summary>A bit for each of the six members that was sent and has not reached its column.</summary>
    private static int Unused(ref EventFields fields, ref ResolvedEvent resolved, Field source, Field first)
    {
        var unused = 0;
        for (var index = 0; index < 6; index++)
        {
            if (!fields[(Field)((int)first + index)].IsAbsent && !(resolved.FixSource == source && IsInColumn(ref resolved, index)))
            {
                unused |= 1 << index;
            }
        }

        return unused;
    }

    private static bool IsInColumn(ref ResolvedEvent resolved, int index) =>
        index switch
        {
            0 or 1 => true,
            2 => !double.IsNaN(resolved.Fix.Altitude),
            3 => !double.IsNaN(resolved.Fix.Accuracy),
            4 => !double.IsNaN(resolved.Fix.Speed),
            _ => !double.IsNaN(resolved.Fix.Bearing),
        };

    private static void WriteFixMembers(ref QuotedJson json, EventBatch batch, ref EventFields fields, Field first, int members)
    {
        for (var index = 0; index < 6; index++)
        {
            if ((members & (1 << index)) != 0)
            {
                json.Member(FixName(index), fields[(Field)((int)first + index)], batch);
            }
        }
    }

    /// <summary>Writes an object's members without a column: the batch's first, so that the event's own come after and count.</summary>
    private static void WriteHeld(ref QuotedJson json, EventBatch batch, ref EventFields fields, Field container, ulong held)
    {
        if (!Holds(held, container))
        {
            return;
        }

        ref var shared = ref batch.Table.Shared;
        WriteHeld(ref json, batch, batch.Table.Extras[shared.ExtrasStart..shared.ExtrasEnd], container);
        WriteHeld(ref json, batch, batch.Table.Extras[fields.ExtrasStart..fields.ExtrasEnd], container);
    }

    private static void WriteHeld(ref QuotedJson json, EventBatch batch, ReadOnlySpan<ExtraMember> extras, Field container)
    {
        foreach (var extra in extras)
        {
            if (extra.Container == container)
            {
                json.Members(batch.Body[extra.Start..extra.End]);
            }
        }
    }

    private static ReadOnlySpan<byte> ContextName(Field container) =>
        container switch
        {
            Field.Device => "device"u8,
            Field.Os => "os"u8,
            Field.App => "app"u8,
            Field.Network => "network"u8,
            Field.Screen => "screen"u8,
            _ => "library"u8,
        };
}
