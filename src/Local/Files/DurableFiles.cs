using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Files;

/// <summary>The calls as the operating system offers them.</summary>
internal sealed class DurableFiles : IDurableFiles
{
    public SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);

    public void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    public void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public void Replace(string source, string target) => File.Move(source, target, overwrite: true);

    public bool TryLink(string source, string target) => Posix.TryLink(source, target);

    public void FlushFolder(string path) => Posix.FlushFolder(path);

    public void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(parent))
        {
            Posix.FlushFolder(parent);
        }
    }

    public void Delete(string path) => File.Delete(path);

    public long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
