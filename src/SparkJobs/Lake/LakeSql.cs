using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Lake;

/// <summary>The statements that show the lake's tables in a DuckDB database, by their names.</summary>
internal sealed class LakeSql(IObjectStore store, LakeCatalog lake, LakeScope scope, IFileLease lease)
{
    public async Task<IReadOnlyList<string>> CreateAsync(CancellationToken cancellationToken)
    {
        List<string> statements =
        [
            "SET TimeZone = 'UTC'",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            JobSql.Read("prelude.duckdb.sql"),
        ];
        foreach (var table in lake.Tables.Where(table => table.Definition != LakeTables.Devices && scope.Includes(table.Definition)))
        {
            statements.Add(await TableAsync(table, cancellationToken).ConfigureAwait(false));
        }

        if (scope.Includes(LakeTables.Devices))
        {
            statements.AddRange(await DevicesAsync(cancellationToken).ConfigureAwait(false));
        }

        return statements;
    }

    private async Task<string> TableAsync(DeltaTable table, CancellationToken cancellationToken)
    {
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        var files = snapshot.Files.Where(file => scope.FilesAreOpened && scope.Holds(file)).ToList();
        var places = await FetchAsync(table.Definition, files, cancellationToken).ConfigureAwait(false);
        return DeltaViews.CreateViewSql(table.Definition, snapshot, table.Definition.Name, [.. files.Zip(places)]);
    }

    /// <summary>The compaction's own SQL, as views over what it holds and what it does not hold yet.</summary>
    private async Task<IReadOnlyList<string>> DevicesAsync(CancellationToken cancellationToken)
    {
        var devices = await lake[LakeTables.Devices].LoadAsync(cancellationToken).ConfigureAwait(false);
        var changes = await lake[LakeTables.DeviceChanges].LoadAsync(cancellationToken).ConfigureAwait(false);
        var aliases = await lake[LakeTables.DeviceAliases].LoadAsync(cancellationToken).ConfigureAwait(false);
        var state = await DeviceCompaction.ReadStateAsync(store, devices, changes, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DeltaFile> before = state.Outdated ? [] : [.. devices.Files];
        var pending = state.Outdated ? state.Active : state.Pending;
        Dictionary<string, string> none = [];
        return
        [
            "CREATE SCHEMA maas",
            await ViewAsync("compacted_devices", LakeTables.Devices, before).ConfigureAwait(false),
            await ViewAsync("pending_changes", LakeTables.DeviceChanges, pending).ConfigureAwait(false),
            await ViewAsync("lake_device_aliases", LakeTables.DeviceAliases, [.. aliases.Files]).ConfigureAwait(false),
            // A view finds what it reads by the path of whoever asks, so the helper views' schema stays on it, last.
            "SET search_path = 'main,maas'",
            $"CREATE VIEW maas.aliases AS {JobSql.Read("device_lake/09_aliases.sql", none)}",
            $"CREATE VIEW maas.contributions AS {JobSql.Read("maintenance/01_contributions.sql", none)}",
            $"CREATE VIEW main.devices AS SELECT * EXCLUDE (bucket) FROM ({JobSql.Read("maintenance/02_devices.sql", none)})",
        ];

        async Task<string> ViewAsync(string name, DeltaTableDefinition table, IReadOnlyList<DeltaFile> files)
        {
            var places = await FetchAsync(table, scope.FilesAreOpened ? files : [], cancellationToken).ConfigureAwait(false);
            return DuckDbText.CreateView(
                new ParquetRelation(name, [.. table.DataColumns], places.Count == 0 ? [] : [new ParquetGroup(places)]),
                $"maas.{name}"
            );
        }
    }

    private Task<IReadOnlyList<string>> FetchAsync(
        DeltaTableDefinition table,
        IReadOnlyList<DeltaFile> files,
        CancellationToken cancellationToken
    ) => lease.FetchAsync(store, [.. files.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes))], cancellationToken);
}
