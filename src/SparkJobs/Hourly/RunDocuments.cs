using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>A report and the attempt it is of: a run that is tried again writes it anew.</summary>
internal sealed record StoredReport(long Attempt, RunReport Report);

/// <summary>What a run reads, kept beside its SQL before an engine gets it: a process that takes the run up needs no more.</summary>
internal sealed record StoredInputs(
    long Attempt,
    IReadOnlyList<Tracking.Delivery.RawFile> Files,
    IReadOnlyList<RefusedFile> Refused,
    IReadOnlyDictionary<string, long> TableVersions,
    StoredStream Tracking,
    StoredStream Devices,
    RunStep Prepared
)
{
    /// <summary>Of each table the files that the hour's earlier run wrote, as this one read them: the commit needs them still to be there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Own { get; init; }
}

/// <summary>A stream's rows that an engine must find, and the lines that are no row.</summary>
internal sealed record StoredStream(long Rows, long MalformedLines);

/// <summary>What a dry run would change, and the attempt that found it.</summary>
internal sealed record StoredDifferences(long Attempt, IReadOnlyList<TableDifference> Differences);

/// <summary>The run that the lake holds of an hour.</summary>
internal sealed record CurrentRun(string RunId, long Attempt);

/// <summary>Reads and writes the JSON documents of runs.</summary>
internal static class RunDocuments
{
    private static readonly RunJson Json = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new HourConverter(), new JsonStringEnumConverter<RunStepState>(), new JsonStringEnumConverter<RowChange>() },
        }
    );

    public static Task WriteAsync(IObjectStore store, string key, StoredReport document, CancellationToken cancellationToken) =>
        store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json.StoredReport), cancellationToken);

    public static Task WriteAsync(IObjectStore store, string key, StoredInputs document, CancellationToken cancellationToken) =>
        store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json.StoredInputs), cancellationToken);

    public static Task WriteOnceAsync(IObjectStore store, string key, CurrentRun document, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json.CurrentRun), cancellationToken);

    public static Task WriteAsync(IObjectStore store, string key, StoredDifferences document, CancellationToken cancellationToken) =>
        store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json.StoredDifferences), cancellationToken);

    public static Task<StoredReport?> ReadReportAsync(IObjectStore store, string key, CancellationToken cancellationToken) =>
        ReadAsync(store, key, Json.StoredReport, cancellationToken);

    public static Task<StoredInputs?> ReadInputsAsync(IObjectStore store, string key, CancellationToken cancellationToken) =>
        ReadAsync(store, key, Json.StoredInputs, cancellationToken);

    public static Task<StoredDifferences?> ReadDifferencesAsync(IObjectStore store, string key, CancellationToken cancellationToken) =>
        ReadAsync(store, key, Json.StoredDifferences, cancellationToken);

    public static Task<CurrentRun?> ReadCurrentAsync(IObjectStore store, string key, CancellationToken cancellationToken) =>
        ReadAsync(store, key, Json.CurrentRun, cancellationToken);

    private static async Task<T?> ReadAsync<T>(IObjectStore store, string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        await using var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        return stream is null ? null : await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false);
    }

    private sealed class HourConverter : JsonConverter<HourWindow>
    {
        public override HourWindow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            HourWindow.TryParse(reader.GetString(), out var hour) ? hour : throw new JsonException("Not an hour.");

        public override void Write(Utf8JsonWriter writer, HourWindow value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

[JsonSerializable(typeof(StoredReport))]
[JsonSerializable(typeof(StoredInputs))]
[JsonSerializable(typeof(StoredDifferences))]
[JsonSerializable(typeof(CurrentRun))]
internal sealed partial class RunJson : JsonSerializerContext;
