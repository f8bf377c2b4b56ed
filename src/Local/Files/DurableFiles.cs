using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Files;

/// <summary>The calls as the operating system offers them.</summary>
/// <param name="flushFolder">How a folder's entries are made durable.</param>
internal sealed class DurableFiles(Action<string> flushFolder) : IDurableFiles
{
    /// <summary>
    /// Folders that this process has begun to make and whose names may not be on the disk yet: their flush failed, or another thread is at
    /// it. That one exists is not enough for them.
    /// </summary>
    private static readonly ConcurrentDictionary<string, bool> Unflushed = new(StringComparer.Ordinal);

    public DurableFiles()
        : this(Posix.FlushFolder) { }

    public SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);

    public void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    public void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public void Replace(string source, string target) => File.Move(source, target, overwrite: true);

    public bool TryLink(string source, string target) => Posix.TryLink(source, target);

    public void FlushFolder(string path) => flushFolder(path);

    public void CreateFolder(string path)
    {
        if (Directory.Exists(path) && !Unflushed.ContainsKey(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(parent))
        {
            Directory.CreateDirectory(path);
            return;
        }

        CreateFolder(parent);
        Unflushed[path] = true;
        Directory.CreateDirectory(path);
        flushFolder(parent);
        Unflushed.TryRemove(path, out _);
    }

    public void Delete(string path) => File.Delete(path);

    public long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
