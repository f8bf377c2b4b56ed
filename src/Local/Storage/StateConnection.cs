using Microsoft.Data.Sqlite;

namespace Maas.Local.Storage;

/// <summary>A connection that reads single records, with its statement prepared. Used by one caller at a time.</summary>
internal sealed class StateConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _select;
    private readonly SqliteCommand _list;
    private readonly SqliteParameter _state = new("$state", value: null);
    private readonly SqliteParameter _grain = new("$grain", value: null);

    public StateConnection(string path)
    {
        _connection = SqliteFile.OpenReader(path);
        _select = _connection.CreateCommand();
        _select.CommandText = "SELECT payload, format, etag FROM grain_state WHERE state = $state AND grain = $grain";
        _select.Parameters.Add(_state);
        _select.Parameters.Add(_grain);
        _list = _connection.CreateCommand();
        _list.CommandText = "SELECT grain FROM grain_state WHERE state = $state AND grain > $after ORDER BY grain LIMIT $count";
        try
        {
            _select.Prepare();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public StoredState? Read(string state, string grain)
    {
        _state.Value = state;
        _grain.Value = grain;
        using var row = _select.ExecuteReader();
        return row.Read() ? new StoredState(row.GetFieldValue<byte[]>(0), (StateFormat)row.GetInt32(1), row.GetInt64(2)) : null;
    }

    /// <summary>The next grains after the given one that have such a record.</summary>
    public IReadOnlyList<string> List(string state, string after, int count)
    {
        _list.Parameters.Clear();
        _list.Parameters.AddWithValue("$state", state);
        _list.Parameters.AddWithValue("$after", after);
        _list.Parameters.AddWithValue("$count", count);
        using var rows = _list.ExecuteReader();
        var grains = new List<string>(count);
        while (rows.Read())
        {
            grains.Add(rows.GetString(0));
        }

        return grains;
    }

    public void Dispose()
    {
        _list.Dispose();
        _select.Dispose();
        _connection.Dispose();
    }
}
