using Microsoft.Data.Sqlite;

namespace Maas.Local.Storage;

/// <summary>The writer's statements, prepared once.</summary>
internal sealed class StateStatements : IDisposable
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _saveLast;
    private readonly SqliteCommand _readLast;

    public StateStatements(SqliteConnection connection)
    {
        const string Same = "state = $state AND grain = $grain";
        var expected = $"$expected IN (etag, {StateWrite.AnyEtag})";
        _insert = Prepare(
            connection,
            "INSERT INTO grain_state (state, grain, etag, format, payload) VALUES ($state, $grain, $etag, $format, $payload) ON CONFLICT DO NOTHING",
            "$state",
            "$grain",
            "$etag",
            "$format",
            "$payload"
        );
        _update = Prepare(
            connection,
            $"UPDATE grain_state SET etag = $etag, format = $format, payload = $payload WHERE {Same} AND {expected}",
            "$state",
            "$grain",
            "$etag",
            "$format",
            "$payload",
            "$expected"
        );
        _delete = Prepare(connection, $"DELETE FROM grain_state WHERE {Same} AND {expected}", "$state", "$grain", "$expected");
        _find = Prepare(connection, $"SELECT etag FROM grain_state WHERE {Same}", "$state", "$grain");
        _saveLast = Prepare(connection, "UPDATE sequence SET last_etag = $etag", "$etag");
        _readLast = Prepare(connection, "SELECT last_etag FROM sequence");
    }

    public long ReadLastEtag() => (long)_readLast.ExecuteScalar()!;

    public void SaveLastEtag(long etag, SqliteTransaction transaction) => Execute(_saveLast, transaction, etag);

    /// <summary>False when there is a record already.</summary>
    public bool Insert(StateWrite write, long etag, SqliteTransaction transaction) =>
        Execute(_insert, transaction, write.State, write.Grain, etag, (int)write.Format, write.Payload!) == 1;

    /// <summary>False when the record is absent or has another etag.</summary>
    public bool Update(StateWrite write, long etag, SqliteTransaction transaction) =>
        Execute(_update, transaction, write.State, write.Grain, etag, (int)write.Format, write.Payload!, write.ExpectedEtag!.Value) == 1;

    /// <summary>False when the record is absent or has another etag.</summary>
    public bool Delete(StateWrite write, SqliteTransaction transaction) =>
        Execute(_delete, transaction, write.State, write.Grain, write.ExpectedEtag!.Value) == 1;

    public long? FindEtag(StateWrite write, SqliteTransaction transaction)
    {
        Bind(_find, transaction, write.State, write.Grain);
        return (long?)_find.ExecuteScalar();
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_insert, _update, _delete, _find, _saveLast, _readLast])
        {
            command.Dispose();
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, value: null));
        }

        command.Prepare();
        return command;
    }

    private static int Execute(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        Bind(command, transaction, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters[at].Value = values[at];
        }
    }
}
