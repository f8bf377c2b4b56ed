using System.Runtime.InteropServices;

namespace Maas.Local.Files;

/// <summary>Calls to the C library that .NET has no form of.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;
    private const int Exists = 17;
    private const int ProcessScope = 0;
    private const int CallingThread = 0;
    private const int Niceness = 10;

    /// <summary>
    /// Makes the entries of a folder durable: a file that was created or renamed survives a power cut only then. Windows has no such
    /// call and journals its folders by itself.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure("opened", path);
        }

        try
        {
            while (Fsync(descriptor) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted)
                {
                    throw Failure("flushed", path);
                }
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Gives the file a second name, unless that name is taken: then false. Unlike a check followed by a rename, at most one of several
    /// racing callers succeeds.
    /// </summary>
    /// <exception cref="IOException">The link cannot be made for another reason.</exception>
    public static bool TryLink(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(source, target);
        }

        if (Link(source, target) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == Exists ? false : throw Failure("linked", target);
    }

    /// <summary>
    /// Lets the calling thread run after the others when the processors are busy. .NET's own thread priorities do nothing on Linux, where
    /// niceness belongs to a thread. Elsewhere, or if the system refuses, nothing changes.
    /// </summary>
    public static void LowerThreadPriority()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessScope, CallingThread, Niceness);
        }
    }

    /// <summary>A rename without overwriting is atomic on Windows, where it is one call.</summary>
    private static bool TryMove(string source, string target)
    {
        try
        {
            File.Move(source, target, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
    }

    private static IOException Failure(string what, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"'{path}' could not be {what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int scope, int id, int niceness);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
