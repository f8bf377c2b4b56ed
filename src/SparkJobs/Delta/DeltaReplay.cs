using System.Text.Json;

namespace Maas.SparkJobs.Delta;

/// <summary>Builds a snapshot by applying log entries, or the rows of a checkpoint, to an earlier one.</summary>
internal sealed class DeltaReplay(DeltaSnapshot start)
{
    private readonly Dictionary<string, DeltaFile> _files = new(start.FilesByPath, StringComparer.Ordinal);
    private readonly Dictionary<string, DeltaTombstone> _tombstones = new(start.TombstonesByPath, StringComparer.Ordinal);
    private readonly Dictionary<string, DeltaTransaction> _transactions = new(start.Transactions, StringComparer.Ordinal);
    private DeltaProtocol _protocol = start.Protocol;
    private DeltaMetadata? _metadata = start.Metadata;

    public long Version { get; private set; } = start.Version;

    /// <summary>Applies the entry of the next version.</summary>
    public void ApplyEntry(long version, ReadOnlyMemory<byte> entry)
    {
        try
        {
            var runId = DeltaEntryReader.CommitInfo(entry)?.RunId;
            foreach (var line in DeltaEntryReader.Lines(entry))
            {
                using var action = JsonDocument.Parse(line);
                Apply(action.RootElement, version, runId);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DeltaException($"Log entry {DeltaPaths.Entry(version)} is damaged: {e.Message}", e);
        }

        Version = version;
    }

    /// <summary>Applies one row of a checkpoint.</summary>
    public void ApplyCheckpointRow(JsonElement action) => Apply(action, null, null);

    /// <summary>All rows of the checkpoint have been applied.</summary>
    public void EndCheckpoint(long version) => Version = version;

    /// <exception cref="DeltaException">The table needs a client that understands more than this one.</exception>
    public DeltaSnapshot ToSnapshot()
    {
        if (_protocol.MinReaderVersion > DeltaProtocol.Supported.MinReaderVersion)
        {
            throw new DeltaException(
                $"The table needs a reader of Delta protocol {_protocol.MinReaderVersion}; this one understands {DeltaProtocol.Supported.MinReaderVersion}."
            );
        }

        if (Version >= 0 && _metadata is null)
        {
            throw new DeltaException("The log holds commits but no metaData action: its first entries are missing.");
        }

        return new DeltaSnapshot(Version, _protocol, _metadata, _files, _tombstones, _transactions);
    }

    private void Apply(JsonElement action, long? version, string? runId)
    {
        foreach (var property in action.EnumerateObject())
        {
            var body = property.Value;
            if (body.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            switch (property.Name)
            {
                case "add":
                    var file = DeltaActionReader.Add(body);
                    _tombstones.Remove(file.Path);
                    _files[file.Path] = file;
                    break;
                case "remove":
                    var tombstone = DeltaActionReader.Remove(body);
                    _files.Remove(tombstone.Path);
                    _tombstones[tombstone.Path] = tombstone;
                    break;
                case "txn":
                    var transaction = DeltaActionReader.Transaction(body) with { RunId = runId, CommitVersion = version };
                    _transactions[transaction.App] = transaction;
                    break;
                case "metaData":
                    _metadata = DeltaActionReader.Metadata(body);
                    break;
                case "protocol":
                    _protocol = DeltaActionReader.Protocol(body);
                    break;
            }
        }
    }
}
