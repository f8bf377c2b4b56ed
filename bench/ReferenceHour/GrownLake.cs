using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.ReferenceHour;

/// <summary>
/// Makes the lake as large as years of hours would: devices that no hour of the bench knows, written into the tables that every run reads whole, as
/// housekeeping leaves them. Each has a key and an advertising id; one in fifty was joined from two.
/// </summary>
internal sealed class GrownLake(IObjectStore store)
{
    private const string Prefix = "grown-";

    private const string KeysSql = """
        SELECT *, lpad(CAST(((key_hash % 16) + 16) % 16 AS VARCHAR), 2, '0') AS bucket
        FROM (
          SELECT 'key' AS kind, 'demo' AS app_id, device_key, h64('demo' || chr(31) || device_key) AS key_hash, device_uid, since, 0::BIGINT AS links
          FROM made
          UNION ALL
          SELECT 'gaid', '', id, h64(chr(31) || 'gaid' || chr(31) || id), device_uid, since, 1::BIGINT
          FROM made
        )
        """;

    private const string AliasesSql = "SELECT device_uid || '-joined' AS alias_uid, device_uid, since FROM made WHERE n % 50 = 0";

    /// <summary>Tops the lake up to so many devices made here.</summary>
    public async Task GrowAsync(long devices)
    {
        var keys = new DeltaTable(store, LakeTables.DeviceKeys, TimeProvider.System, new DeltaOptions());
        var aliases = new DeltaTable(store, LakeTables.DeviceAliases, TimeProvider.System, new DeltaOptions());
        var there = await CountAsync(keys);
        if (there < devices)
        {
            await using var connection = new DuckDBConnection("DataSource=:memory:");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"""
                SET TimeZone = 'UTC';
                CREATE MACRO h64(x) AS CAST(CAST(md5_number_upper(x) AS BIT) AS BIGINT);
                CREATE VIEW made AS
                SELECT n, 'grown-' || n AS device_key, md5(n::VARCHAR) AS id, make_timestamptz(1700000000000000 + n) AS since,
                  printf('%014x', 1700000000000000 + n) || '-' || left(md5('uid' || n), 16) AS device_uid
                FROM range({there}, {devices}) AS numbers(n)
                """;
            await command.ExecuteNonQueryAsync();
            await AddAsync(command, keys, KeysSql, $"{Prefix}{there}-{devices}", ", PARTITION_BY (bucket)");
            await AddAsync(command, aliases, AliasesSql, $"{Prefix}{there}-{devices}", ", FILE_SIZE_BYTES '256MB'");
        }

        Console.WriteLine($"the lake has {Math.Max(there, devices):N0} devices besides those of its hours");
    }

    private async Task AddAsync(DuckDBCommand command, DeltaTable table, string sql, string name, string how)
    {
        var root = store.Locate(table.Definition.Prefix);
        Directory.CreateDirectory(Path.Combine(root, name));
        command.CommandText =
            $"COPY ({sql}) TO '{root}/{name}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS true{how})";
        List<DataFile> files = [];
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var path = Path.GetRelativePath(root, reader.GetString(0));
                var rows = Convert.ToInt64(reader.GetValue(1));
                files.Add(
                    new DataFile(path, Values(path), new FileInfo(reader.GetString(0)).Length, rows, $$"""{"numRecords":{{rows}}}""")
                );
            }
        }

        await table.CommitAsync(new DeltaCommit { RunId = name, Adds = files }, CancellationToken.None);
    }

    /// <summary><c>grown-0-100/bucket=03/data_0.parquet</c> is of bucket 03.</summary>
    private static Dictionary<string, string> Values(string path) =>
        path.Split('/')
            .Where(static part => part.Contains('='))
            .ToDictionary(static part => part.Split('=')[0], static part => part.Split('=')[1]);

    /// <summary><c>grown-100-1000/…</c> holds devices up to the 1,000th.</summary>
    private static async Task<long> CountAsync(DeltaTable keys) =>
        (await keys.LoadAsync(CancellationToken.None))
            .Files.Where(static file => file.Path.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static file => long.Parse(file.Path.Split('/')[0].Split('-')[2]))
            .DefaultIfEmpty()
            .Max();
}
