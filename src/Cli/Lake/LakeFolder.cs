using System.Runtime.CompilerServices;
using Maas.Tracking.Objects;

namespace Maas.Cli.Lake;

/// <summary>A data folder as an object store to read from. The service that holds the folder's lock may run meanwhile.</summary>
internal sealed class LakeFolder(string root) : IObjectStore
{
    public string Locate(string key) => Path.Combine(root, key);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var folder = Locate(prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var files = new DirectoryInfo(folder)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => (Key: Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), File: file))
            .Where(it => it.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(static it => it.Key, StringComparer.Ordinal);
        foreach (var (key, file) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new StoredObject(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(Locate(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            );
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw ReadOnly();

    public Task PutFileAsync(string key, string path, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw ReadOnly();

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("The command line only reads the lake.");
}
