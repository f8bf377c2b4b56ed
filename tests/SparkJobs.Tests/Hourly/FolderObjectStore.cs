using System.Runtime.CompilerServices;
using Maas.Tracking.Objects;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>Objects as plain files of a temporary folder that goes with it.</summary>
/// <param name="address">What objects' addresses begin with, such as <c>s3://bucket/</c>; null for their paths.</param>
internal sealed class FolderObjectStore(string? address = null) : IObjectStore, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("maas-batch-").FullName;
    private readonly string _unfinished = Directory.CreateTempSubdirectory("maas-batch-unfinished-").FullName;

    public string Root => _root;

    /// <summary>Called with each key that is about to be written, which waits for it; throws to play a crash.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    public string Locate(string key) => address is null ? PathOf(key) : address + key;

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var keys = Directory
            .EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/'))
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var key in keys)
        {
            var file = new FileInfo(PathOf(key));
            yield return new StoredObject(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(File.Exists(PathOf(key)) ? File.OpenRead(PathOf(key)) : null);

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeforeWrite(key);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        // An object is there whole or not at all.
        var unfinished = Path.Combine(_unfinished, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
        File.Move(unfinished, PathOf(key), overwrite: true);
    }

    public async Task PutFileAsync(string key, string path, CancellationToken cancellationToken) =>
        await PutAsync(key, await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (File.Exists(PathOf(key)))
        {
            return false;
        }

        await PutAsync(key, content, cancellationToken);
        return true;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        Directory.Delete(_unfinished, recursive: true);
    }

    private string PathOf(string key) => Path.Combine(_root, key);
}
