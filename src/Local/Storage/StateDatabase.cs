using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Maas.Local.Storage;

/// <summary>
/// The table of grain states. One thread writes: it takes what waits, applies it in one transaction and answers after the commit, so
/// that many writes share a flush. Readers have connections of their own and see every write that was answered.
/// </summary>
internal sealed class StateDatabase : IDisposable
{
    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE grain_state (
                state TEXT NOT NULL,
                grain TEXT NOT NULL,
                etag INTEGER NOT NULL,
                format INTEGER NOT NULL,
                payload BLOB NOT NULL,
                PRIMARY KEY (state, grain)
            ) WITHOUT ROWID;
            CREATE TABLE sequence (last_etag INTEGER NOT NULL);
            INSERT INTO sequence (last_etag) VALUES (0);
            """,
    ];

    private readonly SqliteStorageOptions _options;
    private readonly StorageInstruments _instruments;
    private readonly SqliteConnection _connection;
    private readonly StateStatements _statements;
    private readonly BlockingCollection<StateWrite> _waiting = [];
    private readonly SemaphoreSlim _room;
    private readonly ConcurrentBag<StateConnection> _readers = [];
    private readonly SemaphoreSlim _readerSlots;
    private readonly string _path;
    private readonly Thread _writer;

    /// <summary>Etags are never used twice, so that one from before a removal cannot fit the record that came after it.</summary>
    private long _lastEtag;

    public StateDatabase(string path, IOptions<SqliteStorageOptions> options, StorageInstruments instruments)
    {
        (_path, _options, _instruments) = (path, options.Value, instruments);
        _room = new SemaphoreSlim(_options.QueueWritesMax);
        _readerSlots = new SemaphoreSlim(_options.ReadersMax);
        _connection = SqliteFile.Open(path, Migrations);
        _statements = new StateStatements(_connection);
        _lastEtag = _statements.ReadLastEtag();
        _writer = new Thread(Run) { IsBackground = true, Name = "Grain state writer" };
        _writer.Start();
    }

    public Task<StoredState?> ReadAsync(string state, string grain, CancellationToken cancellationToken) =>
        WithReaderAsync(reader => reader.Read(state, grain), cancellationToken);

    /// <summary>The next grains after the given one, in ordinal order, that have such a record.</summary>
    public Task<IReadOnlyList<string>> ListAsync(string state, string after, int count, CancellationToken cancellationToken) =>
        WithReaderAsync(reader => reader.List(state, after, count), cancellationToken);

    /// <summary>Completes when the write is durable, or its etag was found stale. It is not cancelled once it waits.</summary>
    public async Task<StateWriteResult> WriteAsync(StateWrite write, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            _waiting.Add(write, CancellationToken.None);
            return await write.Done.Task;
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Writes what waits, then closes the file.</summary>
    public void Dispose()
    {
        if (_waiting.IsAddingCompleted)
        {
            return;
        }

        _waiting.CompleteAdding();
        _writer.Join();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _statements.Dispose();
        _connection.Dispose();
        _waiting.Dispose();
        _room.Dispose();
        _readerSlots.Dispose();
    }

    private async Task<T> WithReaderAsync<T>(Func<StateConnection, T> read, CancellationToken cancellationToken)
    {
        await _readerSlots.WaitAsync(cancellationToken);
        try
        {
            if (!_readers.TryTake(out var reader))
            {
                reader = new StateConnection(_path);
            }

            try
            {
                var found = read(reader);
                _instruments.Read();
                _readers.Add(reader);
                return found;
            }
            catch
            {
                // Closed, not kept: what made the read fail may be of this connection.
                reader.Dispose();
                throw;
            }
        }
        finally
        {
            _readerSlots.Release();
        }
    }

    private void Run()
    {
        var group = new List<StateWrite>(_options.GroupWritesMax);
        var results = new List<StateWriteResult>(_options.GroupWritesMax);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < _options.GroupWritesMax && _waiting.TryTake(out var next))
            {
                group.Add(next);
            }

            Commit(group, results);
            group.Clear();
            results.Clear();
        }
    }

    private void Commit(List<StateWrite> group, List<StateWriteResult> results)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var write in group)
            {
                results.Add(Apply(write, transaction));
            }

            _statements.SaveLastEtag(_lastEtag, transaction);
            transaction.Commit();
        }
        catch (Exception error)
        {
            _instruments.Failed(group.Count);
            foreach (var write in group)
            {
                write.Done.SetException(new IOException($"Grain state could not be written to {_path}: {error.Message}", error));
            }

            return;
        }

        _instruments.Committed(group.Count, results.Count(result => !result.Accepted), Stopwatch.GetElapsedTime(started));
        for (var at = 0; at < group.Count; at++)
        {
            group[at].Done.SetResult(results[at]);
        }
    }

    private StateWriteResult Apply(StateWrite write, SqliteTransaction transaction)
    {
        if (write.Payload is null)
        {
            var removed = write.ExpectedEtag is not null && _statements.Delete(write, transaction);
            var left = removed ? null : _statements.FindEtag(write, transaction);
            return new StateWriteResult(removed || (left is null && write.ExpectedEtag is null), left);
        }

        var etag = _lastEtag + 1;
        var written = write.ExpectedEtag is null
            ? _statements.Insert(write, etag, transaction)
            : _statements.Update(write, etag, transaction);
        if (!written)
        {
            return new StateWriteResult(false, _statements.FindEtag(write, transaction));
        }

        _lastEtag = etag;
        return new StateWriteResult(true, etag);
    }
}
