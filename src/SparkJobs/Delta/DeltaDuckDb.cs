using System.Data.Common;
using DuckDB.NET.Data;

namespace Maas.SparkJobs.Delta;

/// <summary>A short-lived DuckDB for Parquet footers and checkpoints: small, in memory, without network.</summary>
internal sealed class DeltaDuckDb : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DeltaDuckDb()
    {
        _connection.Open();
        // Footers print times in the session's zone; an absent extension must fail instead of reaching for the network.
        Execute(
            "SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET memory_limit = '1GB'"
        );
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public IEnumerable<DbDataReader> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    public void Dispose() => _connection.Dispose();
}
