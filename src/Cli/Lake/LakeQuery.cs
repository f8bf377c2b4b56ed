using System.Data.Common;
using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;

namespace Maas.Cli.Lake;

/// <summary>
/// The lake's tables by name in a DuckDB of this process, each as it stood when the session was opened. Nothing of the data folder is changed.
/// </summary>
internal sealed class LakeQuery : IDisposable
{
    private readonly string _scratch = Path.Combine(Path.GetTempPath(), $"maas-sql-{Guid.NewGuid():N}");
    private LakeDatabase? _lake;

    /// <exception cref="DeltaException">A table's log is damaged.</exception>
    /// <exception cref="BatchStepException">Objects are missing, or there is no room for copies of them.</exception>
    /// <exception cref="IOException">The objects are out of reach.</exception>
    public static async Task<LakeQuery> OpenAsync(
        ServiceObjects objects,
        LakeScope scope,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var session = new LakeQuery();
        try
        {
            await session.OpenLakeAsync(objects, scope, time, cancellationToken);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the statement and reads at most <paramref name="rowsMax"/> rows.</summary>
    /// <exception cref="DbException">DuckDB does not accept it; the message says why.</exception>
    public async Task<LakeAnswer> QueryAsync(string sql, int rowsMax, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(sql, rowsMax, streaming: true, cancellationToken);
        }
        catch (DuckDBException)
        {
            // Streaming takes a result without rows for a failed query. Asked at once, it is empty, or fails with the true reason.
            return await ReadAsync(sql, rowsMax, streaming: false, cancellationToken);
        }
    }

    public void Dispose()
    {
        _lake?.Dispose();
        if (Directory.Exists(_scratch))
        {
            Directory.Delete(_scratch, recursive: true);
        }
    }

    private async Task OpenLakeAsync(ServiceObjects objects, LakeScope scope, TimeProvider time, CancellationToken cancellationToken)
    {
        _lake = await LakeDatabase.OpenAsync(
            objects.Store,
            scope,
            new ScratchFolder(_scratch),
            new StagingOptions(),
            time,
            cancellationToken
        );
        await using var limits = _lake.Connection.CreateCommand();
        limits.CommandText = "SET memory_limit = '2GB'";
        await limits.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<LakeAnswer> ReadAsync(string sql, int rowsMax, bool streaming, CancellationToken cancellationToken)
    {
        await using var command = _lake!.Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = streaming;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == rowsMax)
            {
                return new LakeAnswer(columns, rows, Truncated: true);
            }

            rows.Add([.. Enumerable.Range(0, columns.Length).Select(column => Value(reader, column))]);
        }

        return new LakeAnswer(columns, rows, Truncated: false);
    }

    private static object? Value(DbDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        try
        {
            return reader.GetValue(column) is Stream blob ? Copy(blob) : reader.GetValue(column);
        }
        catch (InvalidCastException)
        {
            var name = reader.GetName(column);
            throw new CliException(
                ExitCode.Failed,
                $"Column {name} has a list with a NULL in it, which cannot be read. Cast it: {name}::VARCHAR."
            );
        }
    }

    /// <summary>The stream is over DuckDB's own memory, which is gone once further rows are read.</summary>
    private static byte[] Copy(Stream blob)
    {
        using var copy = new MemoryStream();
        blob.CopyTo(copy);
        return copy.ToArray();
    }
}

/// <param name="Columns">Names, in order.</param>
/// <param name="Rows">Values; null for SQL's NULL.</param>
/// <param name="Truncated">There were more rows.</param>
internal sealed record LakeAnswer(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows, bool Truncated);
