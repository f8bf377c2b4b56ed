using System.Globalization;
using System.Text.Json;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Lake;

/// <summary>
/// Gathers <c>device_changes</c> into <c>devices</c>, one row a unique device. Which contributions a compaction holds is noted beside
/// the table under the version of <c>device_changes</c> that it compacts, which is also the version of its transaction. A note names every
/// file of <c>device_changes</c>, so only the last two are kept: a reader may just have loaded the version before.
/// </summary>
internal sealed class DeviceCompaction(IObjectStore store, StagedFiles files, LakeCatalog lake, TimeProvider time)
{
    private const string TransactionApp = "maas/devices";
    private const string RunsFolder = "runs/maintenance";

    private static readonly string NotesFolder = $"{LakeTables.Devices.Prefix}/_compacted/";

    /// <summary>Below so many contributions none waits: it takes moments, and the table is always complete.</summary>
    private const long SmallRowsMax = 1_000_000;

    /// <summary>Beyond, contributions wait until they are a tenth of the table: so a row is rewritten about ten times as the lake doubles.</summary>
    private const int PendingShare = 10;

    /// <summary>Which files of <c>device_changes</c> are in the compaction, and which are not yet.</summary>
    public static async Task<CompactionState> ReadStateAsync(
        IObjectStore store,
        DeltaSnapshot devices,
        DeltaSnapshot changes,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> compacted = new(StringComparer.Ordinal);
        long? version = null;
        if (devices.Transactions.TryGetValue(TransactionApp, out var last))
        {
            version = last.Version;
            await using var stream =
                await store.OpenReadAsync(NoteKey(last.Version), cancellationToken).ConfigureAwait(false)
                ?? throw new DeltaException($"The note {NoteKey(last.Version)} of what table devices holds is missing.");
            var paths = await JsonSerializer
                .DeserializeAsync(stream, CompactionJson.Default.StringArray, cancellationToken)
                .ConfigureAwait(false);
            compacted.UnionWith(paths ?? []);
        }

        var active = changes.Files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        return new CompactionState(
            version,
            compacted.Except(active.Select(file => file.Path), StringComparer.Ordinal).Any(),
            active,
            [.. active.Where(file => !compacted.Contains(file.Path))]
        );
    }

    /// <summary>What a compaction would gather now; null when too little has come together.</summary>
    public async Task<CompactionWork?> FindDueAsync(CancellationToken cancellationToken)
    {
        var devices = await lake[LakeTables.Devices].LoadAsync(cancellationToken).ConfigureAwait(false);
        var changes = await lake[LakeTables.DeviceChanges].LoadAsync(cancellationToken).ConfigureAwait(false);
        var state = await ReadStateAsync(store, devices, changes, cancellationToken).ConfigureAwait(false);
        var (before, pending) = Choose(devices, state);
        return pending.Count == 0 && !state.Outdated
            ? null
            : new CompactionWork(changes.Version, state.Version, before, pending, [.. state.Active.Select(file => file.Path)]);
    }

    /// <summary>Compacts, and returns the rows that the table then holds.</summary>
    public async Task<long> RunAsync(CompactionWork work, IBatchEngine engine, CancellationToken cancellationToken)
    {
        var aliases = await lake[LakeTables.DeviceAliases].LoadAsync(cancellationToken).ConfigureAwait(false);
        var version = work.Version;
        var attempt = $"compact-{version}-{time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        using var inputs = engine.Files.Lease();
        var relations = new List<Relation>
        {
            await RelationAsync("compacted_devices", LakeTables.Devices, work.Before).ConfigureAwait(false),
            await RelationAsync("pending_changes", LakeTables.DeviceChanges, work.Pending).ConfigureAwait(false),
            await RelationAsync("lake_device_aliases", LakeTables.DeviceAliases, [.. aliases.Files]).ConfigureAwait(false),
        };
        var plan = Plan(relations, attempt);
        await engine.ExecuteAndPublishAsync(plan, time, IRunProgress.None, cancellationToken).ConfigureAwait(false);
        using var outputs = files.LeaseOnce();
        var written = await WrittenFiles
            .DescribeAsync(store, outputs, LakeTables.Devices, attempt, cancellationToken)
            .ConfigureAwait(false);
        await store
            .PutAsync(
                NoteKey(version),
                JsonSerializer.SerializeToUtf8Bytes([.. work.Active], CompactionJson.Default.StringArray),
                cancellationToken
            )
            .ConfigureAwait(false);
        var commit = new DeltaCommit
        {
            Adds = written,
            Replaces = static _ => true,
            RunId = attempt,
            TransactionApp = TransactionApp,
            TransactionVersion = version,
            Operation = "OPTIMIZE",
        };
        await lake[LakeTables.Devices].CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (work.Last is { } last)
        {
            await DeleteNotesAsync(last, cancellationToken).ConfigureAwait(false);
        }

        return written.Sum(file => file.Rows);

        async Task<Relation> RelationAsync(string name, DeltaTableDefinition table, IReadOnlyList<DeltaFile> parts)
        {
            var objects = parts.Select(file => new LakeObject($"{table.Prefix}/{file.Path}", file.Bytes)).ToList();
            var places = await inputs.FetchAsync(store, objects, cancellationToken).ConfigureAwait(false);
            return new ParquetRelation(name, [.. table.DataColumns], places.Count == 0 ? [] : [new ParquetGroup(places)]);
        }
    }

    private static (IReadOnlyList<DeltaFile> Before, IReadOnlyList<DeltaFile> Pending) Choose(DeltaSnapshot devices, CompactionState state)
    {
        var held = devices.Files.Sum(DeltaRows.Of);
        if (state.Outdated || held == 0)
        {
            return ([], state.Pending.Count == 0 && !state.Outdated ? [] : state.Active);
        }

        var isWorthIt = state.Active.Sum(DeltaRows.Of) <= SmallRowsMax || state.Pending.Sum(DeltaRows.Of) * PendingShare >= held;
        return isWorthIt && state.Pending.Count > 0 ? ([.. devices.Files], state.Pending) : ([], []);
    }

    /// <summary>Deletes the notes of compactions before the version.</summary>
    private async Task DeleteNotesAsync(long version, CancellationToken cancellationToken)
    {
        var kept = NoteKey(version);
        List<string> older = [];
        await foreach (var item in store.ListAsync(NotesFolder, cancellationToken).ConfigureAwait(false))
        {
            if (string.CompareOrdinal(item.Key, kept) < 0)
            {
                older.Add(item.Key);
            }
        }

        foreach (var key in older)
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private static RunPlan Plan(IReadOnlyList<Relation> relations, string attempt)
    {
        Dictionary<string, string> none = [];
        return new RunPlan(
            relations,
            [
                new PlanStep("maintenance/aliases", StepKind.Table, "aliases", JobSql.Read("device_lake/09_aliases.sql", none)),
                new PlanStep(
                    "maintenance/contributions",
                    StepKind.Table,
                    "contributions",
                    JobSql.Read("maintenance/01_contributions.sql", none)
                ),
                new PlanStep("maintenance/devices", StepKind.Output, "devices", JobSql.Read("maintenance/02_devices.sql", none))
                {
                    Folder = $"{LakeTables.Devices.Prefix}/{attempt}",
                    DividedBy = "bucket",
                },
            ]
        )
        {
            Name = attempt,
            Folder = $"{RunsFolder}/{attempt}",
            LogKey = $"{RunsFolder}/devices.log",
        };
    }

    private static string NoteKey(long version) => $"{NotesFolder}{version.ToString("D20", CultureInfo.InvariantCulture)}.json";
}
