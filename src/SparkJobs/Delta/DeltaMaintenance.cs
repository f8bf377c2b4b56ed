using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Delta;

/// <summary>
/// Housekeeping of a table: vacuum, checkpoints, log clean-up. Any of it may be cut short anywhere and started again, and runs beside
/// readers and writers.
/// </summary>
public sealed class DeltaMaintenance(IObjectStore store, DeltaTable table, TimeProvider time, DeltaOptions? options = null)
{
    private readonly DeltaOptions _options = options ?? new DeltaOptions();
    private readonly DeltaLog _log = new(store, table.Definition.Prefix);

    /// <summary>Tombstones whose files are gone: the next checkpoint may forget them, and no vacuum tries them again.</summary>
    private readonly HashSet<string> _vacuumed = new(StringComparer.Ordinal);

    /// <summary>Looks what is due, and does none of it.</summary>
    public async Task<DeltaMaintenanceWork> FindDueAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Version < 0)
        {
            return new DeltaMaintenanceWork(snapshot, [], IsCheckpointDue: false, []);
        }

        var last = (await _log.ReadHintAsync(cancellationToken).ConfigureAwait(false))?.Version ?? -1;
        return new DeltaMaintenanceWork(
            snapshot,
            FindVacuum(snapshot),
            snapshot.Version - last >= _options.CheckpointInterval,
            await FindOldLogAsync(cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>Does what is due.</summary>
    public async Task<DeltaMaintenanceReport> RunAsync(DeltaMaintenanceWork work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        foreach (var path in work.Vacuum)
        {
            await store.DeleteAsync(_log.Key(path), cancellationToken).ConfigureAwait(false);
            _vacuumed.Add(path);
        }

        var oldLog = work.OldLog;
        if (work.IsCheckpointDue)
        {
            await CheckpointAsync(work.Snapshot, cancellationToken).ConfigureAwait(false);
            // Without a retention the new checkpoint takes the place of the log before it at once.
            oldLog = await FindOldLogAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var key in oldLog)
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }

        return new DeltaMaintenanceReport(work.Vacuum.Count, work.IsCheckpointDue ? work.Snapshot.Version : null, oldLog.Count);
    }

    /// <summary>Does whatever is due now.</summary>
    public async Task<DeltaMaintenanceReport> RunAsync(CancellationToken cancellationToken) =>
        await RunAsync(await FindDueAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes a checkpoint of the newest version, due or not.</summary>
    public async Task<long> CheckpointAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Version >= 0)
        {
            await CheckpointAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }

        return snapshot.Version;
    }

    /// <summary>
    /// Deletes files that an attempt wrote and that nobody will commit. They are named by the caller, who knows the attempt; a file's
    /// age says nothing, for a slow run's files are old before they are committed.
    /// </summary>
    /// <exception cref="DeltaException">One of them is or was part of the table; nothing is deleted then.</exception>
    public async Task DeleteOrphansAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (paths.FirstOrDefault(snapshot.Remembers) is { } known)
        {
            throw new DeltaException($"File {known} belongs to table {table.Definition.Name}: only a vacuum may delete it.");
        }

        foreach (var path in paths)
        {
            await store.DeleteAsync(_log.Key(path), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task CheckpointAsync(DeltaSnapshot snapshot, CancellationToken cancellationToken) =>
        DeltaCheckpoint.WriteAsync(store, _log, snapshot, tombstone => _vacuumed.Contains(tombstone.Path), cancellationToken);

    /// <summary>A tombstone is never of a file in use: adding a path again buries its tombstone.</summary>
    private List<string> FindVacuum(DeltaSnapshot snapshot)
    {
        var cutoff = time.GetUtcNow() - _options.DeletedFileRetention;
        _vacuumed.IntersectWith(snapshot.TombstonesByPath.Keys);
        return
        [
            .. snapshot
                .Tombstones.Where(tombstone => !(tombstone.DeletedAt > cutoff) && !_vacuumed.Contains(tombstone.Path))
                .Select(tombstone => tombstone.Path),
        ];
    }

    /// <summary>
    /// What lies before the newest checkpoint that is itself older than the retention, so that every version from that
    /// checkpoint on can still be read.
    /// </summary>
    private async Task<List<string>> FindOldLogAsync(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - _options.LogRetention;
        var floor = -1L;
        var older = new List<(long Version, string Key)>();
        await foreach (var item in _log.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (DeltaPaths.IsCheckpoint(item.Key, out var version))
            {
                if (item.ModifiedAt <= cutoff)
                {
                    floor = Math.Max(floor, version);
                }
            }
            else if (!DeltaPaths.IsEntry(item.Key, out version))
            {
                continue;
            }

            older.Add((version, item.Key));
        }

        return [.. older.Where(item => item.Version < floor).Select(item => item.Key)];
    }
}
