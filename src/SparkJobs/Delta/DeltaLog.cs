using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Delta;

/// <summary>Reads the log of one table in an object store.</summary>
internal sealed class DeltaLog(IObjectStore store, string prefix)
{
    /// <summary>Entries read at once, at most: on a remote store each read waits a round trip.</summary>
    private const long ReadAheadMax = 16;

    public string Key(string path) => prefix + "/" + path;

    /// <summary>The newest version, from what is known already.</summary>
    public async Task<DeltaSnapshot> RefreshAsync(DeltaSnapshot known, CancellationToken cancellationToken)
    {
        var newer = known;
        if (known.Version >= 0)
        {
            newer = await ReplayAsync(known, long.MaxValue, cancellationToken).ConfigureAwait(false);
            if (newer.Version > known.Version)
            {
                return newer;
            }
        }

        // No next entry: either nothing happened, or so much that the entry is cleaned up already and a later checkpoint stands in.
        var hint = await ReadHintAsync(cancellationToken).ConfigureAwait(false);
        if (hint is null && known.Version < 0)
        {
            hint = await FindCheckpointAsync(long.MaxValue, cancellationToken).ConfigureAwait(false);
        }

        if (hint is null || hint.Version <= known.Version)
        {
            return known.Version >= 0 ? known : await ReplayAsync(known, long.MaxValue, cancellationToken).ConfigureAwait(false);
        }

        return await ReplayAsync(
                await StartAsync(hint, long.MaxValue, cancellationToken).ConfigureAwait(false),
                long.MaxValue,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>A version of the past.</summary>
    /// <exception cref="DeltaException">The log no longer reaches back to it, or not yet so far.</exception>
    public async Task<DeltaSnapshot> ReadVersionAsync(long version, CancellationToken cancellationToken)
    {
        var hint = await FindCheckpointAsync(version, cancellationToken).ConfigureAwait(false);
        var start = hint is null ? DeltaSnapshot.None : await StartAsync(hint, version, cancellationToken).ConfigureAwait(false);
        var snapshot = await ReplayAsync(start, version, cancellationToken).ConfigureAwait(false);
        return snapshot.Version == version
            ? snapshot
            : throw new DeltaException($"Version {version} of the table at {prefix} does not exist, or is older than its log is kept.");
    }

    public Task<byte[]?> ReadEntryAsync(long version, CancellationToken cancellationToken) =>
        ReadAsync(DeltaPaths.Entry(version), cancellationToken);

    public async Task<DeltaCheckpointHint?> ReadHintAsync(CancellationToken cancellationToken) =>
        await ReadAsync(DeltaPaths.LastCheckpoint, cancellationToken).ConfigureAwait(false) is { } content
            ? DeltaCheckpointHint.Parse(content)
            : null;

    /// <summary>All objects of the log.</summary>
    public IAsyncEnumerable<StoredObject> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(Key(DeltaPaths.LogFolder), cancellationToken);

    private async Task<DeltaCheckpointHint?> FindCheckpointAsync(long lastVersion, CancellationToken cancellationToken)
    {
        var (found, entries) = (-1L, 0L);
        await foreach (var item in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (DeltaPaths.IsCheckpoint(item.Key, out var version) && version <= lastVersion)
            {
                found = Math.Max(found, version);
            }
            else if (DeltaPaths.IsEntry(item.Key, out version) && entries++ == 0 && version > 0 && found < 0)
            {
                throw new DeltaException($"The log at {prefix} begins with entry {version} and has no checkpoint before it.");
            }
        }

        return found < 0 ? null : new DeltaCheckpointHint(found, null);
    }

    private async Task<DeltaSnapshot> StartAsync(DeltaCheckpointHint hint, long lastVersion, CancellationToken cancellationToken)
    {
        var snapshot = await DeltaCheckpoint.ReadAsync(store, this, hint, cancellationToken).ConfigureAwait(false);
        if (snapshot is not null)
        {
            return snapshot;
        }

        var other = await FindCheckpointAsync(lastVersion, cancellationToken).ConfigureAwait(false);
        if (other is null)
        {
            return DeltaSnapshot.None;
        }

        return await DeltaCheckpoint.ReadAsync(store, this, other, cancellationToken).ConfigureAwait(false)
            ?? throw new DeltaException($"Checkpoint {other.Version} of the log at {prefix} was removed while it was read.");
    }

    /// <summary>Applies the entries that follow, until one is absent: versions have no gaps.</summary>
    private async Task<DeltaSnapshot> ReplayAsync(DeltaSnapshot start, long lastVersion, CancellationToken cancellationToken)
    {
        DeltaReplay? replay = null;
        var next = start.Version + 1;
        for (var window = 1L; next <= lastVersion; window = Math.Min(window * 2, ReadAheadMax))
        {
            var count = (int)(Math.Min(next + window - 1, lastVersion) - next + 1);
            var entries = await Task.WhenAll(Enumerable.Range(0, count).Select(i => ReadEntryAsync(next + i, cancellationToken)))
                .ConfigureAwait(false);
            foreach (var entry in entries.TakeWhile(entry => entry is not null))
            {
                replay ??= new DeltaReplay(start);
                replay.ApplyEntry(next++, entry);
            }

            if (entries[^1] is null)
            {
                break;
            }
        }

        return replay?.ToSnapshot() ?? start;
    }

    private async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(Key(path), cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
    }
}
