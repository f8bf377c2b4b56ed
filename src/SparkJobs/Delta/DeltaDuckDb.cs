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

    /// <summary>A SQL text literal.</summary>
    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A SQL identifier.</summary>
    public static string Identifier(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A SQL literal of a path that is one file, whatever wildcards its name holds.</summary>
    public static string PathLiteral(string path) =>
        Literal(
            path.IndexOfAny(['*', '?', '[']) < 0
                ? path
                : string.Concat(path.Select(letter => letter is '*' or '?' or '[' ? $"[{letter}]" : $"{letter}"))
        );

    public static string PathList(IEnumerable<string> paths) => "[" + string.Join(", ", paths.Select(PathLiteral)) + "]";

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
