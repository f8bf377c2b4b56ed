using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>The lake as a run reads it: one version of each table.</summary>
internal sealed class LakeState
{
    private readonly IObjectStore _store;
    private readonly Dictionary<string, DeltaSnapshot> _snapshots;

    private LakeState(IObjectStore store, Dictionary<string, DeltaSnapshot> snapshots)
    {
        _store = store;
        _snapshots = snapshots;
    }

    public static async Task<LakeState> LoadAsync(IObjectStore store, LakeCatalog lake, CancellationToken cancellationToken)
    {
        Dictionary<string, DeltaSnapshot> snapshots = new(StringComparer.Ordinal);
        foreach (var table in lake.Tables)
            snapshots[table.Definition.Name] = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        return new LakeState(store, snapshots);
    }

    public IReadOnlyDictionary<string, long> Versions =>
        _snapshots.ToDictionary(entry => entry.Key, entry => entry.Value.Version, StringComparer.Ordinal);

    public DeltaSnapshot Of(DeltaTableDefinition table) => _snapshots[table.Name];

    /// <summary>Where an engine finds the table's files, those that the filter lets pass.</summary>
    public IReadOnlyList<string> Locate(DeltaTableDefinition table, Func<DeltaFile, bool> filter) =>
        [
            .. Of(table)
                .Files.Where(filter)
                .Select(file => file.Path)
                .Order(StringComparer.Ordinal)
                .Select(path => _store.Locate($"{table.Prefix}/{path}")),
        ];

    /// <summary>The files that attempts of the hour wrote.</summary>
    public IReadOnlyList<string> LocateOwn(DeltaTableDefinition table, HourWindow hour) => Locate(table, file => IsOf(file, hour));

    public IReadOnlyList<string> LocateOthers(DeltaTableDefinition table, HourWindow hour) => Locate(table, file => !IsOf(file, hour));

    public static bool IsOf(DeltaFile file, HourWindow hour) => file.Path.StartsWith(RunFolders.HourPrefix(hour), StringComparison.Ordinal);
}
