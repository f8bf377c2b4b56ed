using System.Runtime.CompilerServices;
using Maas.Tracking.Objects;

namespace Maas.Grains.Tests.Runs.Emr;

/// <summary>A process's way to the object store of the world.</summary>
internal sealed class ClaimStore(Process process, EmrWorld world) : IObjectStore
{
    public string Locate(string key) => $"s3://bucket/{key}";

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var keys = process.Call(
            "list objects",
            () => world.Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order().ToList()
        );
        foreach (var key in keys)
        {
            yield return new(key, world.Objects[key].Length, world.Time.GetUtcNow());
        }
    }

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("read object", () => world.Objects.TryGetValue(key, out var bytes) ? new MemoryStream(bytes) : null);
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await Task.Yield();
        process.Call("put object", () => world.Objects[key] = content.ToArray());
    }

    public Task PutFileAsync(string key, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return process.Call("claim", () => world.Objects.TryAdd(key, content.ToArray()));
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
}
