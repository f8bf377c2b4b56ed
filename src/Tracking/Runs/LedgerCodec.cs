using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>The ledger's records as JSON that a person can read. Unknown members are passed over, so that an older version can read a newer one's.</summary>
public static class LedgerCodec
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutZeros } },
        Converters =
        {
            new JsonStringEnumConverter<RunState>(),
            new JsonStringEnumConverter<RunStepState>(),
            new JsonStringEnumConverter<RebuildState>(),
            new HourConverter(),
            new DateConverter(),
        },
    };

    public static string Write(LedgerDay day) => JsonSerializer.Serialize(day, Options);

    public static string Write(LedgerIndex index) => JsonSerializer.Serialize(index, Options);

    public static string Write(MaintenanceLog log) => JsonSerializer.Serialize(log, Options);

    public static string Write(RebuildRecord rebuild) => JsonSerializer.Serialize(rebuild, Options);

    public static LedgerDay ReadDay(string json) => Read<LedgerDay>(json);

    public static LedgerIndex ReadIndex(string json) => Read<LedgerIndex>(json);

    public static MaintenanceLog ReadMaintenance(string json) => Read<MaintenanceLog>(json);

    public static RebuildRecord ReadRebuild(string json) => Read<RebuildRecord>(json);

    /// <summary>Zero and false are what an absent member is read as; a day holds thousands of them.</summary>
    private static void LeaveOutZeros(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => !property.IsRequired))
        {
            if (property.PropertyType == typeof(bool) || property.PropertyType == typeof(int) || property.PropertyType == typeof(long))
            {
                property.ShouldSerialize = static (_, value) => value is not (false or 0 or 0L);
            }
        }
    }

    private static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("A record of the ledger is the JSON literal null.");

    /// <summary><c>"2026-11-22T23"</c>.</summary>
    private sealed class HourConverter : JsonConverter<HourWindow>
    {
        public override HourWindow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            HourWindow.TryParse(reader.GetString(), out var hour)
                ? hour
                : throw new JsonException($"'{reader.GetString()}' is not an hour.");

        public override void Write(Utf8JsonWriter writer, HourWindow value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    /// <summary><c>"2026-11-22T23:05:12.1234567Z"</c>: a Z in place of the six characters of the offset, for a day holds many times.</summary>
    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }

    /// <summary><c>"2026-11-22"</c>.</summary>
    private sealed class DateConverter : JsonConverter<LedgerDate>
    {
        public override LedgerDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            HourWindow.TryParse(reader.GetString() + "T00", out var hour)
                ? LedgerDate.Of(hour)
                : throw new JsonException($"'{reader.GetString()}' is not a day.");

        public override void Write(Utf8JsonWriter writer, LedgerDate value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
