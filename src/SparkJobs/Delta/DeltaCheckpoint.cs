using System.Text.Json;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Delta;

/// <summary>Classic checkpoints: a Parquet file whose rows are the actions that make up a version.</summary>
internal static class DeltaCheckpoint
{
    // The protocol's schema. Both sides of DuckDB's JSON speak the log's own form, so one codec serves entries and checkpoints.
    private const string Columns = """
        {txn: 'STRUCT(appId VARCHAR, "version" BIGINT, lastUpdated BIGINT)',
        add: 'STRUCT("path" VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN,
              stats VARCHAR, tags MAP(VARCHAR, VARCHAR))',
        remove: 'STRUCT("path" VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN,
              partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)',
        metaData: 'STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)),
              schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
        protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER)'}
        """;

    /// <summary>Writes the snapshot's checkpoint and points <c>_last_checkpoint</c> to it.</summary>
    /// <param name="store">Where the table is.</param>
    /// <param name="log">The table's log.</param>
    /// <param name="snapshot">The version.</param>
    /// <param name="forget">Whether the file of a tombstone is known to be gone, so that nothing needs to remember it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(
        IObjectStore store,
        DeltaLog log,
        DeltaSnapshot snapshot,
        Func<DeltaTombstone, bool> forget,
        CancellationToken cancellationToken
    )
    {
        using var files = new DeltaLocalFiles(store);
        var (actions, parquet) = (files.New(), files.New());
        var rows = await WriteActionsAsync(snapshot, forget, actions, cancellationToken).ConfigureAwait(false);
        await Task.Run(() => Convert(actions, parquet), cancellationToken).ConfigureAwait(false);
        var content = await File.ReadAllBytesAsync(parquet, cancellationToken).ConfigureAwait(false);
        await store.PutAsync(log.Key(DeltaPaths.Checkpoint(snapshot.Version)), content, cancellationToken).ConfigureAwait(false);
        var hint = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                version = snapshot.Version,
                size = rows,
                sizeInBytes = content.Length,
                numOfAddFiles = snapshot.FileCount,
            }
        );
        await store.PutAsync(log.Key(DeltaPaths.LastCheckpoint), hint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The snapshot that a checkpoint holds, or null if one of its files is absent.</summary>
    public static async Task<DeltaSnapshot?> ReadAsync(
        IObjectStore store,
        DeltaLog log,
        DeltaCheckpointHint hint,
        CancellationToken cancellationToken
    )
    {
        using var files = new DeltaLocalFiles(store);
        var paths = new List<string>();
        foreach (var part in hint.Files)
        {
            var path = await files.FindAsync(log.Key(part), cancellationToken).ConfigureAwait(false);
            if (path is null)
            {
                return null;
            }

            paths.Add(path);
        }

        return await Task.Run(() => Read(paths, hint.Version), cancellationToken).ConfigureAwait(false);
    }

    private static DeltaSnapshot Read(List<string> paths, long version)
    {
        using var duck = new DeltaDuckDb();
        var replay = new DeltaReplay(DeltaSnapshot.None);
        foreach (var row in duck.Query($"SELECT to_json(c)::VARCHAR FROM read_parquet({DuckDbQuotes.Paths(paths)}) c"))
        {
            using var action = JsonDocument.Parse(row.GetString(0));
            replay.ApplyCheckpointRow(action.RootElement);
        }

        replay.EndCheckpoint(version);
        return replay.ToSnapshot();
    }

    private static void Convert(string actions, string parquet)
    {
        using var duck = new DeltaDuckDb();
        duck.Execute(
            $"""
            COPY (SELECT * FROM read_json({DuckDbQuotes.Path(
                actions
            )}, format = 'newline_delimited', compression = 'uncompressed', columns = {Columns}))
            TO {DuckDbQuotes.Literal(parquet)} (FORMAT parquet, COMPRESSION zstd)
            """
        );
    }

    private static async Task<long> WriteActionsAsync(
        DeltaSnapshot snapshot,
        Func<DeltaTombstone, bool> forget,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var writer = new DeltaActionWriter();
        writer.Protocol(snapshot.Protocol);
        writer.Metadata(snapshot.Metadata!);
        var rows = 2L;
        foreach (var transaction in snapshot.Transactions.Values)
        {
            writer.Transaction(transaction);
            rows++;
        }

        foreach (var tombstone in snapshot.Tombstones.Where(tombstone => !forget(tombstone)))
        {
            writer.Remove(tombstone, dataChange: false);
            rows++;
        }

        foreach (var file in snapshot.Files)
        {
            writer.Add(file, dataChange: false);
            rows++;
        }

        await File.WriteAllBytesAsync(path, writer.Written, cancellationToken).ConfigureAwait(false);
        return rows;
    }
}
