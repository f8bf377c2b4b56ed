using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>Reads the bodies of actions. Unknown fields are ignored, as the protocol demands.</summary>
internal static class DeltaActionReader
{
    public static DeltaFile Add(JsonElement body)
    {
        if (body.TryGetProperty("deletionVector", out var vector) && vector.ValueKind == JsonValueKind.Object)
        {
            throw new DeltaException("The table has deletion vectors, which this reader does not understand.");
        }

        var path = body.GetProperty("path").GetString()!;
        return new DeltaFile(
            DeltaPaths.Decode(path),
            path,
            PartitionValues(body.GetProperty("partitionValues")),
            body.GetProperty("size").GetInt64(),
            DateTimeOffset.FromUnixTimeMilliseconds(body.GetProperty("modificationTime").GetInt64()),
            Text(body, "stats"),
            Map(body, "tags") ?? []
        );
    }

    public static DeltaTombstone Remove(JsonElement body)
    {
        var path = body.GetProperty("path").GetString()!;
        return new DeltaTombstone(
            DeltaPaths.Decode(path),
            path,
            Time(body, "deletionTimestamp"),
            body.TryGetProperty("partitionValues", out var values) && values.ValueKind == JsonValueKind.Object
                ? PartitionValues(values)
                : null,
            Long(body, "size")
        );
    }

    public static DeltaTransaction Transaction(JsonElement body) =>
        new(body.GetProperty("appId").GetString()!, body.GetProperty("version").GetInt64(), Time(body, "lastUpdated"), null, null);

    public static DeltaProtocol Protocol(JsonElement body) =>
        new(body.GetProperty("minReaderVersion").GetInt32(), body.GetProperty("minWriterVersion").GetInt32());

    public static DeltaMetadata Metadata(JsonElement body) =>
        new(
            body.GetProperty("id").GetString()!,
            Text(body, "name"),
            Text(body, "description"),
            body.GetProperty("schemaString").GetString()!,
            [.. body.GetProperty("partitionColumns").EnumerateArray().Select(column => column.GetString()!)],
            Map(body, "configuration") ?? [],
            Time(body, "createdTime")
        );

    public static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Long(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static DateTimeOffset? Time(JsonElement body, string name) =>
        Long(body, name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static Dictionary<string, string?>? Map(JsonElement body, string name) =>
        body.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString(), StringComparer.Ordinal)
            : null;

    /// <summary>An empty text stands for null in the protocol.</summary>
    private static Dictionary<string, string?> PartitionValues(JsonElement map) =>
        map.EnumerateObject()
            .ToDictionary(item => item.Name, item => item.Value.GetString() is { Length: > 0 } text ? text : null, StringComparer.Ordinal);
}
