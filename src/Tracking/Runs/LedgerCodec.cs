using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>The ledger's records as JSON that a person can read. Unknown members are passed over, so that an older version can read a newer one's.</summary>
public static class LedgerCodec
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new JsonStringEnumConverter<RunState>(),
            new JsonStringEnumConverter<RunStepState>(),
            new HourConverter(),
            new DateConverter(),
        },
    };

    public static string Write(LedgerDay day) => JsonSerializer.Serialize(day, Options);

    public static string Write(LedgerIndex index) => JsonSerializer.Serialize(index, Options);

    public static LedgerDay ReadDay(string json) => Read<LedgerDay>(json);

    public static LedgerIndex ReadIndex(string json) => Read<LedgerIndex>(json);

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
