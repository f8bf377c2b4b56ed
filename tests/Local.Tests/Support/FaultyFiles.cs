using Maas.Local.Files;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Tests.Support;

/// <summary>The real file system, whose calls fail when a test says so.</summary>
internal sealed class FaultyFiles : IDurableFiles
{
    private readonly DurableFiles _real = new();

    public Func<bool> FailWrite { get; set; } = () => false;

    /// <summary>Bytes of a failing write that reach the file all the same.</summary>
    public int BytesOfFailedWrite { get; set; }

    public Func<bool> FailFlush { get; set; } = () => false;

    public Func<bool> FailTruncate { get; set; } = () => false;

    public Func<bool> FailReplace { get; set; } = () => false;

    public Func<bool> FailFlushFolder { get; set; } = () => false;

    public Func<bool> FailCreate { get; set; } = () => false;

    public Func<bool> FailDelete { get; set; } = () => false;

    public long? Free { get; set; }

    /// <summary>From now on nothing reaches the disk: as far as the files can tell, the process is gone.</summary>
    public void Die()
    {
        FailWrite = FailFlush = FailTruncate = FailReplace = FailFlushFolder = FailCreate = FailDelete = () => true;
        BytesOfFailedWrite = 0;
    }

    public SafeFileHandle Create(string path)
    {
        ThrowIf(FailCreate());
        return _real.Create(path);
    }

    public void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long offset)
    {
        if (!FailWrite())
        {
            _real.Write(file, bytes, offset);
            return;
        }

        var part = bytes.SelectMany(memory => memory.ToArray()).Take(BytesOfFailedWrite).ToArray();
        _real.Write(file, [part], offset);
        ThrowIf(true);
    }

    public void Flush(SafeFileHandle file)
    {
        ThrowIf(FailFlush());
        _real.Flush(file);
    }

    public void Truncate(SafeFileHandle file, long length)
    {
        ThrowIf(FailTruncate());
        _real.Truncate(file, length);
    }

    public void Replace(string source, string target)
    {
        ThrowIf(FailReplace());
        _real.Replace(source, target);
    }

    public bool TryLink(string source, string target) => _real.TryLink(source, target);

    public void FlushFolder(string path)
    {
        ThrowIf(FailFlushFolder());
        _real.FlushFolder(path);
    }

    public void CreateFolder(string path) => _real.CreateFolder(path);

    public void Delete(string path)
    {
        ThrowIf(FailDelete());
        _real.Delete(path);
    }

    public long FreeBytes(string folder) => Free ?? _real.FreeBytes(folder);

    private static void ThrowIf(bool fails)
    {
        if (fails)
        {
            throw new IOException("No space left on device (injected)");
        }
    }
}
