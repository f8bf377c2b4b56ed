using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Delta;

/// <summary>The log of one table in an object store.</summary>
internal sealed class DeltaLog(IObjectStore store, string prefix)
{
    /// <summary>Entries read at once, at most: on a remote store each read waits a round trip.</summary>
    private const long ReadAheadMax = 16;

    public string Key(string path) => prefix + "/" + path;

    /// <summary>The newest version, from what is known already.</summary>
    public async Task<DeltaSnapshot> RefreshAsync(DeltaSnapshot known, CancellationToken cancellationToken)
    {
        var replay = new DeltaReplay(known);
        await ReplayAsync(replay, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return replay.Version == known.Version ? known : replay.ToSnapshot();
    }

    public async Task<byte[]?> ReadEntryAsync(long version, CancellationToken cancellationToken) =>
        await ReadAsync(DeltaPaths.Entry(version), cancellationToken).ConfigureAwait(false);

    private async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(Key(path), cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return null;
        await using (stream.ConfigureAwait(false))
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
    }

    /// <summary>Applies the entries that follow, until one is absent: versions have no gaps.</summary>
    private async Task ReplayAsync(DeltaReplay replay, long lastVersion, CancellationToken cancellationToken)
    {
        for (var window = 1L; replay.Version < lastVersion; window = Math.Min(window * 2, ReadAheadMax))
        {
            var first = replay.Version + 1;
            var count = (int)(Math.Min(first + window - 1, lastVersion) - first + 1);
            var entries = await Task.WhenAll(Enumerable.Range(0, count).Select(i => ReadEntryAsync(first + i, cancellationToken)))
                .ConfigureAwait(false);
            foreach (var entry in entries)
            {
                if (entry is null)
                    return;
                replay.ApplyEntry(replay.Version + 1, entry);
            }
        }
    }
}
