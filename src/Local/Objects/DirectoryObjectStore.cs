using System.Runtime.CompilerServices;
using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Tracking.Objects;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Objects;

/// <summary>
/// Objects as plain files below the data folder, at the path that their key names. A file appears whole and durable, or not at all: it
/// is written and flushed under a temporary name first.
/// </summary>
public sealed class DirectoryObjectStore : IObjectStore
{
    private const int CopyBytes = 1024 * 1024;

    private readonly DataFolder _folder;
    private readonly IDurableFiles _files;

    internal DirectoryObjectStore(DataFolder folder, IDurableFiles files)
    {
        _folder = folder;
        _files = files;
    }

    public string Locate(string key) => _folder.Combine(ObjectKey.Validate(key));

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The directory of a prefix is all up to its last slash; what follows filters names.
        var slash = prefix.LastIndexOf('/');
        var start = slash < 0 ? "" : ObjectKey.Validate(prefix[..slash]) + "/";
        await Task.CompletedTask;
        foreach (var file in Walk(start, prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(
                Locate(key),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                64 * 1024,
                useAsync: true
            );
            return Task.FromResult<Stream?>(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.Run(() => Replace(key, file => _files.Write(file, [content], 0)), cancellationToken);

    public Task PutFileAsync(string key, string path, CancellationToken cancellationToken) =>
        Task.Run(() => Replace(key, file => CopyTo(file, path, cancellationToken)), cancellationToken);

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var target = Locate(key);
                if (File.Exists(target))
                {
                    return false;
                }

                var folder = PrepareFolder(target);
                var temporary = WriteTemporary(file => _files.Write(file, [content], 0));
                try
                {
                    if (!_files.TryLink(temporary, target))
                    {
                        return false;
                    }
                }
                finally
                {
                    _files.Delete(temporary);
                }

                _files.FlushFolder(folder);
                return true;
            },
            cancellationToken
        );

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var target = Locate(key);
                if (File.Exists(target))
                {
                    _files.Delete(target);
                    _files.FlushFolder(Path.GetDirectoryName(target)!);
                }
            },
            cancellationToken
        );

    /// <summary>
    /// Depth first, the names of a folder sorted as if folders ended in a slash: that is the ordinal order of whole keys, without
    /// holding them all.
    /// </summary>
    private IEnumerable<StoredObject> Walk(string folder, string prefix)
    {
        var directory = new DirectoryInfo(_folder.Combine(folder));
        if (!directory.Exists)
        {
            yield break;
        }

        var entries = new List<(string Key, FileSystemInfo Info)>();
        foreach (var info in directory.EnumerateFileSystemInfos())
        {
            var key = folder + info.Name + (info is DirectoryInfo ? "/" : "");
            var matches = key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal);
            if (matches && !ObjectKey.IsReserved(key))
            {
                entries.Add((key, info));
            }
        }

        entries.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach (var (key, info) in entries)
        {
            if (info is FileInfo file)
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal) && file.Exists)
                {
                    yield return new StoredObject(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
                }

                continue;
            }

            foreach (var below in Walk(key, prefix))
            {
                yield return below;
            }
        }
    }

    private void Replace(string key, Action<SafeFileHandle> write)
    {
        var target = Locate(key);
        var folder = PrepareFolder(target);
        var temporary = WriteTemporary(write);
        try
        {
            _files.Replace(temporary, target);
        }
        catch
        {
            _files.Delete(temporary);
            throw;
        }

        _files.FlushFolder(folder);
    }

    private void CopyTo(SafeFileHandle target, string path, CancellationToken cancellationToken)
    {
        using var source = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = new byte[CopyBytes];
        for (long at = 0; RandomAccess.Read(source, buffer, at) is > 0 and var read; at += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _files.Write(target, [buffer.AsMemory(0, read)], at);
        }
    }

    private string PrepareFolder(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        _files.CreateFolder(folder);
        return folder;
    }

    private string WriteTemporary(Action<SafeFileHandle> write)
    {
        var path = Path.Combine(_folder.Temporary, Guid.NewGuid().ToString("N"));
        using var file = _files.Create(path);
        try
        {
            write(file);
            _files.Flush(file);
        }
        catch
        {
            _files.Delete(path);
            throw;
        }

        return path;
    }
}
