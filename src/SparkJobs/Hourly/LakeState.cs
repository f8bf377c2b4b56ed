using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>The lake as a run reads it: one version of each table.</summary>
internal sealed class LakeState
{
    private readonly Dictionary<string, DeltaSnapshot> _snapshots;

    private LakeState(Dictionary<string, DeltaSnapshot> snapshots) => _snapshots = snapshots;

    public static async Task<LakeState> LoadAsync(LakeCatalog lake, CancellationToken cancellationToken)
    {
        Dictionary<string, DeltaSnapshot> snapshots = new(StringComparer.Ordinal);
        foreach (var table in lake.Tables)
        {
            snapshots[table.Definition.Name] = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        }

        return new LakeState(snapshots);
    }

    public IReadOnlyDictionary<string, long> Versions =>
        _snapshots.ToDictionary(entry => entry.Key, entry => entry.Value.Version, StringComparer.Ordinal);

    public DeltaSnapshot Of(DeltaTableDefinition table) => _snapshots[table.Name];

    /// <summary>The table's files, those that the filter lets pass.</summary>
    public IReadOnlyList<LakeObject> Find(DeltaTableDefinition table, Func<DeltaFile, bool> filter) =>
        [
            .. Of(table)
                .Files.Where(filter)
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes)),
        ];

    /// <summary>The files that attempts of the hour wrote.</summary>
    public IReadOnlyList<LakeObject> FindOwn(DeltaTableDefinition table, HourWindow hour) => Find(table, file => IsOf(file, hour));

    public IReadOnlyList<LakeObject> FindOthers(DeltaTableDefinition table, HourWindow hour) => Find(table, file => !IsOf(file, hour));

    /// <summary>The paths inside the table of what attempts of the hour wrote.</summary>
    public IReadOnlyList<string> ListOwn(DeltaTableDefinition table, HourWindow hour) =>
        [.. Of(table).Files.Where(file => IsOf(file, hour)).Select(file => file.Path).Order(StringComparer.Ordinal)];

    public static bool IsOf(DeltaFile file, HourWindow hour) => file.Path.StartsWith(RunFolders.HourPrefix(hour), StringComparison.Ordinal);
}
