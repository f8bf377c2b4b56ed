using DuckDB.NET.Data;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Lake;

/// <summary>The lake for people who ask in SQL: a DuckDB database in memory with a view a table, under the table's name.</summary>
public static class LakeSql
{
    /// <summary>
    /// Opens the lake as it is now: the newest version of each table, which later runs do not change. Takes no lock, so it may read beside
    /// a running service. <c>devices</c> shows every device's present state: the compaction overlaid by the contributions since.
    /// </summary>
    /// <returns>An open connection; the caller disposes of it.</returns>
    public static async Task<DuckDBConnection> OpenAsync(IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        var lake = new LakeCatalog(store, time, Options.Create(new DeltaOptions()));
        List<string> statements =
        [
            "SET TimeZone = 'UTC'",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            JobSql.Read("prelude.duckdb.sql"),
        ];
        foreach (var table in lake.Tables.Where(table => table.Definition != LakeTables.Devices))
            statements.Add(
                DeltaViews.CreateViewSql(table, await table.LoadAsync(cancellationToken).ConfigureAwait(false), table.Definition.Name)
            );
        statements.AddRange(await DevicesAsync(store, lake, cancellationToken).ConfigureAwait(false));

        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in statements)
            {
                await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is the product's own; values in it are quoted.
                command.CommandText = statement;
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The compaction's own SQL, as views over what it holds and what it does not hold yet.</summary>
    private static async Task<IEnumerable<string>> DevicesAsync(IObjectStore store, LakeCatalog lake, CancellationToken cancellationToken)
    {
        var devices = await lake[LakeTables.Devices].LoadAsync(cancellationToken).ConfigureAwait(false);
        var changes = await lake[LakeTables.DeviceChanges].LoadAsync(cancellationToken).ConfigureAwait(false);
        var state = await DeviceCompaction.ReadStateAsync(store, devices, changes, cancellationToken).ConfigureAwait(false);
        var (before, pending) = state.Outdated ? ([], state.Active) : (devices.Files, state.Pending);
        Dictionary<string, string> none = [];
        return
        [
            "CREATE SCHEMA maas",
            View("compacted_devices", LakeTables.Devices, before),
            View("pending_changes", LakeTables.DeviceChanges, pending),
            "CREATE VIEW maas.lake_device_aliases AS SELECT * FROM main.device_aliases",
            // A view finds what it reads by the path of whoever asks, so the helper views' schema stays on it, last.
            "SET search_path = 'main,maas'",
            $"CREATE VIEW maas.aliases AS {JobSql.Read("device_lake/09_aliases.sql", none)}",
            $"CREATE VIEW maas.contributions AS {JobSql.Read("maintenance/01_contributions.sql", none)}",
            $"CREATE VIEW main.devices AS SELECT * EXCLUDE (bucket) FROM ({JobSql.Read("maintenance/02_devices.sql", none)})",
        ];

        string View(string name, DeltaTableDefinition table, IEnumerable<DeltaFile> files)
        {
            var places = files.Select(file => store.Locate($"{table.Prefix}/{file.Path}")).ToList();
            return DuckDbText.CreateView(
                new ParquetRelation(name, [.. table.DataColumns], places.Count == 0 ? [] : [new ParquetGroup(places)]),
                $"maas.{name}"
            );
        }
    }
}
