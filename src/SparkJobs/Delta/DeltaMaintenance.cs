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

    /// <summary>Does whatever is due.</summary>
    public async Task<DeltaMaintenanceReport> RunAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Version < 0)
            return new DeltaMaintenanceReport(0, null, 0);
        var vacuumed = await VacuumAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var last = (await _log.ReadHintAsync(cancellationToken).ConfigureAwait(false))?.Version ?? -1;
        long? checkpoint = null;
        if (snapshot.Version - last >= _options.CheckpointInterval)
        {
            await CheckpointAsync(snapshot, cancellationToken).ConfigureAwait(false);
            checkpoint = snapshot.Version;
        }

        return new DeltaMaintenanceReport(vacuumed, checkpoint, await CleanLogAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes a checkpoint of the newest version, due or not.</summary>
    public async Task<long> CheckpointAsync(CancellationToken cancellationToken)
    {
        var snapshot = await table.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Version >= 0)
            await CheckpointAsync(snapshot, cancellationToken).ConfigureAwait(false);
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
            throw new DeltaException($"File {known} belongs to table {table.Definition.Name}: only a vacuum may delete it.");
        foreach (var path in paths)
            await store.DeleteAsync(_log.Key(path), cancellationToken).ConfigureAwait(false);
    }

    private Task CheckpointAsync(DeltaSnapshot snapshot, CancellationToken cancellationToken) =>
        DeltaCheckpoint.WriteAsync(store, _log, snapshot, tombstone => _vacuumed.Contains(tombstone.Path), cancellationToken);

    /// <summary>A tombstone is never of a file in use: adding a path again buries its tombstone.</summary>
    private async Task<int> VacuumAsync(DeltaSnapshot snapshot, CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - _options.DeletedFileRetention;
        _vacuumed.IntersectWith(snapshot.TombstonesByPath.Keys);
        var count = 0;
        foreach (var tombstone in snapshot.Tombstones)
        {
            if ((tombstone.DeletedAt is { } at && at > cutoff) || _vacuumed.Contains(tombstone.Path))
                continue;
            await store.DeleteAsync(_log.Key(tombstone.Path), cancellationToken).ConfigureAwait(false);
            _vacuumed.Add(tombstone.Path);
            count++;
        }

        return count;
    }

    /// <summary>
    /// Deletes what lies before the newest checkpoint that is itself older than the retention, so that every version from that
    /// checkpoint on can still be read.
    /// </summary>
    private async Task<int> CleanLogAsync(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - _options.LogRetention;
        var floor = -1L;
        var older = new List<(long Version, string Key)>();
        await foreach (var item in _log.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (DeltaPaths.IsCheckpoint(item.Key, out var version))
            {
                if (item.ModifiedAt <= cutoff)
                    floor = Math.Max(floor, version);
            }
            else if (!DeltaPaths.IsEntry(item.Key, out version))
            {
                continue;
            }

            older.Add((version, item.Key));
        }

        older.RemoveAll(item => item.Version >= floor);
        foreach (var (_, key) in older)
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        return older.Count;
    }
}
