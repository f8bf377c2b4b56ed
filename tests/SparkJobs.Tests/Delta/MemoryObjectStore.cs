using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Tests.Delta;

/// <summary>An object store in memory, into whose conditional writes a test can step.</summary>
internal sealed class MemoryObjectStore(TimeProvider time) : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Content, DateTimeOffset At)> _objects = new(StringComparer.Ordinal);

    /// <summary>Called before a conditional write; it may write to the store itself, or throw: the request was lost.</summary>
    public Func<string, Task> BeforePut { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called after a conditional write that took effect; if it throws, the answer was lost.</summary>
    public Action<string> AfterPut { get; set; } = static _ => { };

    /// <summary>Called before an object is read.</summary>
    public Func<CancellationToken, Task> BeforeRead { get; set; } = static _ => Task.CompletedTask;

    /// <summary>So many next reads give half of the object only.</summary>
    public int CutReads { get; set; }

    public IEnumerable<string> Keys => _objects.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads of objects so far.</summary>
    public int Reads { get; private set; }

    public byte[] this[string key] => _objects[key].Content;

    public string Locate(string key) => "memory://" + key;

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (_objects.TryGetValue(key, out var found))
            {
                yield return new StoredObject(key, found.Content.Length, found.At);
            }
        }
    }

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Reads++;
        await BeforeRead(cancellationToken);
        if (!_objects.TryGetValue(key, out var found))
        {
            return null;
        }

        var length = CutReads-- > 0 ? found.Content.Length / 2 : found.Content.Length;
        return new MemoryStream(found.Content, 0, length, writable: false);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _objects[key] = (content.ToArray(), time.GetUtcNow());
        return Task.CompletedTask;
    }

    public async Task PutFileAsync(string key, string path, CancellationToken cancellationToken) =>
        await PutAsync(key, await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeforePut(key);
        await Task.Yield();
        var added = _objects.TryAdd(key, (content.ToArray(), time.GetUtcNow()));
        if (added)
        {
            AfterPut(key);
        }

        return added;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        _objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
