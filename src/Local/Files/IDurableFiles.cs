using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Files;

/// <summary>
/// The file system calls that durability rests on, so that tests can let each of them fail. Every member throws
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> on failure.
/// </summary>
internal interface IDurableFiles
{
    /// <summary>Creates a file that must not exist, for writing.</summary>
    SafeFileHandle Create(string path);

    /// <summary>Writes all the bytes one after another from the offset on, in few system calls.</summary>
    void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long offset);

    /// <summary>Returns once everything written to the file is on the disk.</summary>
    void Flush(SafeFileHandle file);

    void Truncate(SafeFileHandle file, long length);

    /// <summary>Renames a file, atomically, over another if there is one.</summary>
    void Replace(string source, string target);

    /// <summary>Gives a file a second name if that name is free; false when it is taken. Atomic among racing callers.</summary>
    bool TryLink(string source, string target);

    /// <summary>Makes creations, renames and removals in the folder durable.</summary>
    void FlushFolder(string path);

    /// <summary>Creates the folder and its parents, durably.</summary>
    void CreateFolder(string path);

    void Delete(string path);

    /// <summary>Bytes that this process may still write to the file system of the folder.</summary>
    long FreeBytes(string folder);
}
