using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Delta;

/// <summary>Writes actions as the log holds them: a JSON object a line.</summary>
internal sealed class DeltaActionWriter : IDisposable
{
    /// <summary>The field of <c>commitInfo</c> that names the run; Spark's <c>DESCRIBE HISTORY</c> shows it.</summary>
    public const string RunIdField = "userMetadata";

    /// <summary>The field of <c>commitInfo</c> that is unique to one call of commit.</summary>
    public const string CommitIdField = "txnId";

    /// <summary>Statistics are JSON inside a JSON string: the default encoder would spend six bytes on each of their quotes.</summary>
    public static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public DeltaActionWriter() => _json = new Utf8JsonWriter(_buffer, JsonOptions);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void CommitInfo(DeltaCommitFacts facts)
    {
        Begin("commitInfo");
        _json.WriteNumber("timestamp", facts.At.ToUnixTimeMilliseconds());
        _json.WriteString("operation", facts.Operation);
        _json.WriteStartObject("operationParameters");
        foreach (var (name, value) in facts.Parameters)
        {
            _json.WriteString(name, JsonSerializer.Serialize(value));
        }

        _json.WriteEndObject();
        if (facts.ReadVersion >= 0)
        {
            _json.WriteNumber("readVersion", facts.ReadVersion);
        }

        _json.WriteString("isolationLevel", "Serializable");
        // What a commit adds was computed from what its run read of the table, also where it removes nothing.
        _json.WriteBoolean("isBlindAppend", false);
        _json.WriteStartObject("operationMetrics");
        _json.WriteString("numFiles", Number(facts.Added));
        _json.WriteString("numOutputRows", Number(facts.Rows));
        _json.WriteString("numOutputBytes", Number(facts.Bytes));
        _json.WriteString("numRemovedFiles", Number(facts.Removed));
        _json.WriteEndObject();
        _json.WriteString("engineInfo", "Maas/" + typeof(DeltaActionWriter).Assembly.GetName().Version?.ToString(3));
        _json.WriteString(RunIdField, facts.RunId);
        _json.WriteString(CommitIdField, facts.CommitId);
        End();
    }

    public void Protocol(DeltaProtocol protocol)
    {
        Begin("protocol");
        _json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
        _json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
        End();
    }

    public void Metadata(DeltaMetadata metadata)
    {
        Begin("metaData");
        _json.WriteString("id", metadata.Id);
        WriteOptional("name", metadata.Name);
        WriteOptional("description", metadata.Description);
        _json.WriteStartObject("format");
        _json.WriteString("provider", "parquet");
        _json.WriteStartObject("options");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteString("schemaString", metadata.SchemaString);
        _json.WriteStartArray("partitionColumns");
        foreach (var column in metadata.PartitionColumns)
        {
            _json.WriteStringValue(column);
        }

        _json.WriteEndArray();
        WriteMap("configuration", metadata.Configuration);
        WriteOptional("createdTime", metadata.CreatedAt);
        End();
    }

    public void Transaction(DeltaTransaction transaction)
    {
        Begin("txn");
        _json.WriteString("appId", transaction.App);
        _json.WriteNumber("version", transaction.Version);
        WriteOptional("lastUpdated", transaction.At);
        End();
    }

    public void Add(DeltaFile file, bool dataChange)
    {
        Begin("add");
        _json.WriteString("path", file.EncodedPath);
        WriteMap("partitionValues", file.PartitionValues);
        _json.WriteNumber("size", file.Bytes);
        _json.WriteNumber("modificationTime", file.ModifiedAt.ToUnixTimeMilliseconds());
        _json.WriteBoolean("dataChange", dataChange);
        WriteOptional("stats", file.Statistics);
        if (file.Tags.Count > 0)
        {
            WriteMap("tags", file.Tags);
        }

        End();
    }

    public void Remove(DeltaTombstone tombstone, bool dataChange)
    {
        Begin("remove");
        _json.WriteString("path", tombstone.EncodedPath);
        WriteOptional("deletionTimestamp", tombstone.DeletedAt);
        _json.WriteBoolean("dataChange", dataChange);
        var extended = tombstone is { PartitionValues: not null, Bytes: not null };
        _json.WriteBoolean("extendedFileMetadata", extended);
        if (extended)
        {
            WriteMap("partitionValues", tombstone.PartitionValues!);
            _json.WriteNumber("size", tombstone.Bytes!.Value);
        }

        End();
    }

    public void Dispose() => _json.Dispose();

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Begin(string action)
    {
        _json.WriteStartObject();
        _json.WriteStartObject(action);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
    }

    private void WriteOptional(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteOptional(string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            _json.WriteNumber(name, at.ToUnixTimeMilliseconds());
        }
    }

    private void WriteMap(string name, IReadOnlyDictionary<string, string?> map)
    {
        _json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            _json.WriteString(key, value);
        }

        _json.WriteEndObject();
    }
}

/// <summary>What <c>commitInfo</c> tells: the table's history.</summary>
internal sealed record DeltaCommitFacts(
    DateTimeOffset At,
    string Operation,
    IReadOnlyDictionary<string, string> Parameters,
    long ReadVersion,
    string RunId,
    string CommitId,
    long Added,
    long Removed,
    long Rows,
    long Bytes
);
