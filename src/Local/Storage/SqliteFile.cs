using Microsoft.Data.Sqlite;

namespace Maas.Local.Storage;

/// <summary>Opens the service's own SQLite files: write-ahead log, a full flush at every commit, a versioned schema.</summary>
internal static class SqliteFile
{
    private const int BusyTimeoutMs = 10_000;

    /// <summary>
    /// 64 MiB of log between checkpoints instead of 4: random updates of a page meet there, and its copy into the file is flushed less often.
    /// Measured with 112,000 states of 700 bytes: docs/decisions/0004-grain-state-in-sqlite.md.
    /// </summary>
    private const int CheckpointPages = 16_384;

    /// <summary>
    /// Opens a connection. The schema is created if the file is new: <paramref name="migrations"/> holds one script a version, and the
    /// file's <c>user_version</c> says how many it has had.
    /// </summary>
    /// <exception cref="InvalidDataException">The file was written by a later version of the service.</exception>
    public static SqliteConnection Open(string path, IReadOnlyList<string> migrations)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint={CheckpointPages};");
            Migrate(connection, path, migrations);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens one more connection to a file that <see cref="Open"/> has prepared, to read only.</summary>
    public static SqliteConnection OpenReader(string path) => Connect(path, SqliteOpenMode.ReadOnly);

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        // Connections are kept by their owners: pooling would keep the files open after disposal.
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout={BusyTimeoutMs};");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        var version = Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (version > migrations.Count)
        {
            throw new InvalidDataException(
                $"{path} has schema version {version}, and this program knows up to {migrations.Count}: use the later program again."
            );
        }

        for (var next = version; next < migrations.Count; next++)
        {
            Execute(connection, $"BEGIN IMMEDIATE; {migrations[next]} PRAGMA user_version={next + 1}; COMMIT;");
        }
    }
}
