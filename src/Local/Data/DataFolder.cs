using System.Globalization;
using Maas.Local.Files;
using Microsoft.Extensions.Options;

namespace Maas.Local.Data;

/// <summary>
/// The data folder, held by this process from construction to disposal. Everything that writes below it takes this object, so nothing
/// writes without the lock.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="DataFolderLockedException">Another process holds the folder.</exception>
    /// <exception cref="DataFolderUnusableException">The folder cannot be created or written.</exception>
    public DataFolder(IOptions<DataFolderOptions> options, TimeProvider time)
        : this(options.Value.Path, time, new DurableFiles()) { }

    internal DataFolder(string path, TimeProvider time, IDurableFiles files)
    {
        Root = Path.GetFullPath(path);
        try
        {
            files.CreateFolder(Root);
            foreach (
                var folder in (string[])[Open, State, Combine("raw"), Combine("rejected"), Combine("lake"), Combine("runs"), Temporary]
            )
            {
                files.CreateFolder(folder);
            }

            _lock = Acquire(time);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderUnusableException(
                $"The data folder {Root} cannot be written: {error.Message} Let this user write there, or give another folder with Maas:Data:Path.",
                error
            );
        }
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>Segments that are written or wait to be sealed: no engine reads here.</summary>
    internal string Open => Combine("open");

    /// <summary>Databases: grain state, and the books of delivery.</summary>
    internal string State => Combine("state");

    /// <summary>Files on their way to their name; emptied at every start.</summary>
    internal string Temporary => Combine("tmp");

    public void Dispose() => _lock.Dispose();

    /// <summary>The absolute path of a key such as <c>raw/tracking/2026/11/22/23</c>.</summary>
    public string Combine(string key) => Path.Combine(Root, key);

    private FileStream Acquire(TimeProvider time)
    {
        var path = Combine("maas.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            throw new DataFolderLockedException(
                $"The data folder {Root} is in use by {ReadHolder()}. Stop that process, or give this one another folder with Maas:Data:Path.",
                error
            );
        }

        WriteHolder(time);
        foreach (var leftover in Directory.EnumerateFiles(Temporary))
        {
            File.Delete(leftover);
        }

        return file;
    }

    /// <summary>Linux, macOS and Windows each have a code of their own for it.</summary>
    private static bool IsHeldByAnother(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>The holder's name lies beside the lock, for the lock itself cannot be read by others while it is held.</summary>
    private string HolderPath => Combine("maas.lock.holder");

    private void WriteHolder(TimeProvider time)
    {
        var since = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        File.WriteAllText(HolderPath, $"process {Environment.ProcessId} on {Environment.MachineName} since {since}\n");
    }

    private string ReadHolder()
    {
        try
        {
            return File.ReadAllText(HolderPath).Trim() is { Length: > 0 } holder ? holder : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
