using Maas.Local.Storage;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Data.Sqlite;

namespace Maas.Local.Delivery;

/// <summary>
/// What delivery counted, in a database of its own beside the raw files: a raw file that somebody removes takes no count with it. Rows
/// are entered a segment, so that sealing one again replaces its entries. Thread-safe.
/// </summary>
internal sealed class HourBooks : IDisposable
{
    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE sealed_files (
                key TEXT NOT NULL PRIMARY KEY,
                segment TEXT NOT NULL,
                rows INTEGER NOT NULL,
                bytes INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX sealed_files_segment ON sealed_files (segment);
            CREATE TABLE delivered (
                hour INTEGER NOT NULL,
                app TEXT NOT NULL,
                segment TEXT NOT NULL,
                tracking INTEGER NOT NULL,
                devices INTEGER NOT NULL,
                rejected INTEGER NOT NULL,
                PRIMARY KEY (hour, app, segment)
            ) WITHOUT ROWID;
            CREATE INDEX delivered_segment ON delivered (segment);
            CREATE TABLE counted (
                hour INTEGER NOT NULL,
                app TEXT NOT NULL,
                repeated INTEGER NOT NULL,
                refused INTEGER NOT NULL,
                PRIMARY KEY (hour, app)
            ) WITHOUT ROWID;
            CREATE TABLE expired (hour INTEGER NOT NULL PRIMARY KEY);
            """,
    ];

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    public HourBooks(string path) => _connection = SqliteFile.Open(path, Migrations);

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    /// <summary>Enters a sealed segment, in one transaction, in place of what was entered of it before.</summary>
    public void Enter(SealedSegment sealedSegment)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            Run("DELETE FROM sealed_files WHERE segment = $segment", ("$segment", sealedSegment.Name));
            Run("DELETE FROM delivered WHERE segment = $segment", ("$segment", sealedSegment.Name));
            foreach (var file in sealedSegment.Files)
            {
                Run(
                    "INSERT OR REPLACE INTO sealed_files (key, segment, rows, bytes) VALUES ($key, $segment, $rows, $bytes)",
                    ("$key", file.Key),
                    ("$segment", sealedSegment.Name),
                    ("$rows", file.Rows),
                    ("$bytes", file.Bytes)
                );
            }

            foreach (var ((hour, app), counts) in sealedSegment.Delivered)
            {
                Run(
                    """
                    INSERT INTO delivered (hour, app, segment, tracking, devices, rejected)
                    VALUES ($hour, $app, $segment, $tracking, $devices, $rejected)
                    """,
                    ("$hour", hour.Index),
                    ("$app", app),
                    ("$segment", sealedSegment.Name),
                    ("$tracking", counts.Tracking),
                    ("$devices", counts.Devices),
                    ("$rejected", counts.Rejected)
                );
            }

            transaction.Commit();
        }
    }

    /// <summary>Adds to the counts that have no rows.</summary>
    public void Add(IEnumerable<CountedEvents> counts)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var count in counts)
            {
                Run(
                    """
                    INSERT INTO counted (hour, app, repeated, refused) VALUES ($hour, $app, $repeated, $refused)
                    ON CONFLICT (hour, app) DO UPDATE SET repeated = repeated + excluded.repeated, refused = refused + excluded.refused
                    """,
                    ("$hour", count.Hour.Index),
                    ("$app", count.App),
                    ("$repeated", count.Repeated),
                    ("$refused", count.Refused)
                );
            }

            transaction.Commit();
        }
    }

    public IReadOnlyList<HourTally> Read(HourWindow hour)
    {
        const string Sql = """
            SELECT app, SUM(tracking), SUM(devices), SUM(rejected), SUM(repeated), SUM(refused) FROM (
                SELECT app, tracking, devices, rejected, 0 AS repeated, 0 AS refused FROM delivered WHERE hour = $hour
                UNION ALL
                SELECT app, 0, 0, 0, repeated, refused FROM counted WHERE hour = $hour
            ) GROUP BY app ORDER BY app
            """;
        return Query(
            Sql,
            row => new HourTally(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            ("$hour", hour.Index)
        );
    }

    /// <summary>The sealed file's rows and length as entered; null for a file of another origin.</summary>
    public SealedFile? FindFile(string key) =>
        Query(
                "SELECT key, rows, bytes FROM sealed_files WHERE key = $key",
                row => new SealedFile(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
                ("$key", key)
            )
            .FirstOrDefault();

    /// <summary>Hours of the range that rows for runs were delivered in and that retention has not removed.</summary>
    public IReadOnlyList<HourWindow> ReadHours(HourWindow from, HourWindow to) =>
        Query(
            """
            SELECT DISTINCT hour FROM delivered
            WHERE hour BETWEEN $from AND $to AND tracking + devices > 0 AND hour NOT IN (SELECT hour FROM expired)
            """,
            row => new HourWindow(row.GetInt32(0)),
            ("$from", from.Index),
            ("$to", to.Index)
        );

    /// <summary>Notes that retention removes the hour's raw files, so that their absence is no shortage to be found.</summary>
    public void Expire(HourWindow hour)
    {
        lock (_gate)
        {
            Run("INSERT OR IGNORE INTO expired (hour) VALUES ($hour)", ("$hour", hour.Index));
        }
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(map(reader));
            }

            return rows;
        }
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
