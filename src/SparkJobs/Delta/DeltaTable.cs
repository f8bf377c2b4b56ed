using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Delta;

/// <summary>
/// A Delta Lake table (protocol: reader 1, writer 2) in an object store. Thread-safe. Several writers, also of other processes and
/// products, may commit to the same table: a commit takes the next number of the log if it is free, else it starts again from the
/// newer version.
/// </summary>
public sealed class DeltaTable
{
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly DeltaOptions _options;
    private readonly DeltaLog _log;
    private DeltaSnapshot _latest = DeltaSnapshot.None;

    public DeltaTable(IObjectStore store, DeltaTableDefinition definition, TimeProvider time, DeltaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(time);
        _store = store;
        _time = time;
        _options = options ?? new DeltaOptions();
        _log = new DeltaLog(store, definition.Prefix);
        Definition = definition;
    }

    public DeltaTableDefinition Definition { get; }

    /// <summary>The newest version. Reads only the log entries that are new since the last call.</summary>
    /// <exception cref="DeltaException">The log is damaged, or needs a newer reader.</exception>
    public async Task<DeltaSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _log.RefreshAsync(Volatile.Read(ref _latest), cancellationToken).ConfigureAwait(false);
        Remember(snapshot);
        return snapshot;
    }

    /// <summary>A version of the past, from 0 on.</summary>
    /// <exception cref="DeltaException">The log no longer reaches back to it, or not yet so far.</exception>
    public Task<DeltaSnapshot> LoadAsync(long version, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        return _log.ReadVersionAsync(version, cancellationToken);
    }

    /// <summary>The key of one of the table's files in the object store.</summary>
    public string KeyOf(string path) => _log.Key(path);

    /// <summary>Where an engine finds one of the table's files.</summary>
    public string Locate(string path) => _store.Locate(_log.Key(path));

    /// <summary>Commits; returns the version that holds the commit.</summary>
    /// <remarks>
    /// A commit that carries a transaction takes effect once, whatever is repeated: the same run that asks again gets the version that
    /// it made before. Readers see all of the commit or nothing of it.
    /// </remarks>
    /// <exception cref="StaleRunException">
    /// Another run has committed this attempt of the transaction, or a later one; or a file is gone that the commit needs.
    /// </exception>
    /// <exception cref="DeltaException">The commit does not fit the table.</exception>
    public async Task<long> CommitAsync(DeltaCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var commitId = Guid.NewGuid().ToString();
        var snapshot = await LoadAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; attempt < _options.CommitAttemptsMax; attempt++)
        {
            if (await FindEarlierAsync(snapshot, commit, cancellationToken).ConfigureAwait(false) is { } earlier)
            {
                return earlier;
            }

            if (commit.Needs.FirstOrDefault(path => !snapshot.FilesByPath.ContainsKey(path)) is { } gone)
            {
                throw new StaleRunException($"Table {Definition.Name} no longer has {gone}, so run {commit.RunId} stops.");
            }

            var version = snapshot.Version + 1;
            var entry = DeltaEntry.Build(snapshot, Definition, commit, _options, commitId, _time.GetUtcNow());
            if (await TryWriteAsync(version, entry, commitId, cancellationToken).ConfigureAwait(false))
            {
                var replay = new DeltaReplay(snapshot);
                replay.ApplyEntry(version, entry);
                Remember(replay.ToSnapshot());
                return version;
            }

            snapshot = await LoadAsync(cancellationToken).ConfigureAwait(false);
            if (snapshot.Version < version)
            {
                throw new DeltaException($"Log entry {version} of table {Definition.Name} is taken but cannot be read.");
            }
        }

        throw new DeltaException($"Table {Definition.Name} was committed to by others {_options.CommitAttemptsMax} times in a row.");
    }

    /// <summary>True if the entry is ours. An answer may get lost, so neither "taken" nor an error means that the write had no effect.</summary>
    private async Task<bool> TryWriteAsync(long version, ReadOnlyMemory<byte> entry, string commitId, CancellationToken cancellationToken)
    {
        try
        {
            if (await _store.PutIfAbsentAsync(_log.Key(DeltaPaths.Entry(version)), entry, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Nothing there yet: the write may still arrive, so the outcome is unknown and only the caller's repetition settles it.
            if (await _log.ReadEntryAsync(version, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }
        }

        var taken = await _log.ReadEntryAsync(version, cancellationToken).ConfigureAwait(false);
        return taken is not null && DeltaEntryReader.CommitInfo(taken)?.CommitId == commitId;
    }

    /// <summary>The version that holds the commit already, or null if it may go ahead.</summary>
    private async Task<long?> FindEarlierAsync(DeltaSnapshot snapshot, DeltaCommit commit, CancellationToken cancellationToken)
    {
        if (
            commit.TransactionApp is not { } app
            || !snapshot.Transactions.TryGetValue(app, out var last)
            || last.Version < commit.TransactionVersion
        )
        {
            return null;
        }

        if (last.Version == commit.TransactionVersion)
        {
            if (last.RunId is null)
            {
                last = await RecallAsync(snapshot, last, cancellationToken).ConfigureAwait(false);
            }

            if (last.RunId == commit.RunId)
            {
                return last.CommitVersion;
            }

            // Paths are unique to an attempt, so they tell whose commit it was when the log entry is gone.
            var known = commit.Adds.Count > 0 && commit.Adds.All(file => snapshot.Remembers(file.Path));
            if (last.RunId is null && known)
            {
                return snapshot.Version;
            }
        }

        throw new StaleRunException(
            $"Table {Definition.Name} holds attempt {last.Version} of {app} already, so attempt {commit.TransactionVersion} of run {commit.RunId} stops."
        );
    }

    /// <summary>Looks up in the log who committed a transaction, of which a checkpoint has kept the version only.</summary>
    private async Task<DeltaTransaction> RecallAsync(DeltaSnapshot snapshot, DeltaTransaction sought, CancellationToken cancellationToken)
    {
        for (var version = snapshot.Version; version >= 0; version--)
        {
            var entry = await _log.ReadEntryAsync(version, cancellationToken).ConfigureAwait(false);
            if (entry is null)
            {
                break;
            }

            if (DeltaEntryReader.Transactions(entry).Any(found => found.App == sought.App && found.Version == sought.Version))
            {
                return sought with { RunId = DeltaEntryReader.CommitInfo(entry)?.RunId, CommitVersion = version };
            }
        }

        return sought;
    }

    private void Remember(DeltaSnapshot snapshot)
    {
        for (var known = Volatile.Read(ref _latest); known.Version < snapshot.Version; known = Volatile.Read(ref _latest))
        {
            if (Interlocked.CompareExchange(ref _latest, snapshot, known) == known)
            {
                return;
            }
        }
    }
}
