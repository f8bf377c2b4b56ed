using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Engines.DuckDb;

/// <summary>
/// A DuckDB database of its own, in memory, with the settings that every use in this product needs: UTC, no network, a temp folder of its
/// own that goes with it. Not thread-safe.
/// </summary>
internal sealed class DuckDbSession : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string? _tempFolder;

    private DuckDbSession(string? tempFolder) => _tempFolder = tempFolder;

    /// <summary>Opens a session.</summary>
    /// <param name="tempFolder">A folder for what does not fit into memory, removed at the end; null keeps all in memory.</param>
    /// <param name="settings">Further settings, name to value as written in SQL.</param>
    public static DuckDbSession Open(string? tempFolder, params IEnumerable<(string Name, string Value)> settings)
    {
        var session = new DuckDbSession(tempFolder);
        try
        {
            session._connection.Open();
            session.Set("TimeZone", "'UTC'");
            session.Set("autoinstall_known_extensions", "false");
            session.Set("autoload_known_extensions", "false");
            session.Set("preserve_insertion_order", "false");
            session.Set("temp_directory", DuckDbQuotes.Literal(tempFolder ?? ""));
            foreach (var (name, value) in settings)
            {
                session.Set(name, value);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Executes a statement; returns its rows, few.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement was interrupted.</exception>
    public IReadOnlyList<object?[]> Query(string sql, CancellationToken cancellationToken = default) =>
        Run(
            sql,
            static command =>
            {
                using var reader = command.ExecuteReader();
                List<object?[]> rows = [];
                while (reader.Read())
                {
                    var row = new object?[reader.FieldCount];
                    for (var column = 0; column < row.Length; column++)
                    {
                        row[column] = reader.IsDBNull(column) ? null : reader.GetValue(column);
                    }

                    rows.Add(row);
                }

                return rows;
            },
            cancellationToken
        );

    /// <summary>Executes a statement that returns no rows; returns how many it changed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement was interrupted.</exception>
    public long Execute(string sql, CancellationToken cancellationToken = default) =>
        Run(sql, static command => (long)command.ExecuteNonQuery(), cancellationToken);

    public void Dispose()
    {
        _connection.Dispose();
        if (_tempFolder is not null && Directory.Exists(_tempFolder))
        {
            Directory.Delete(_tempFolder, recursive: true);
        }
    }

    private void Set(string name, string value) => Execute($"SET {name} = {value}");

    private T Run<T>(string sql, Func<DuckDBCommand, T> execute, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is the product's own; values in it are quoted by DuckDbQuotes.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var registration = cancellationToken.Register(static state => ((DuckDBCommand)state!).Cancel(), command);
        try
        {
            return execute(command);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
