using Maas.Cli.Output;

namespace Maas.Cli.Checks;

/// <summary>Looks at a data folder from outside: the service may hold it meanwhile.</summary>
internal sealed class DataFolderCheck(string folder)
{
    /// <summary>Twice the floor below which the service refuses events by default, as an early warning.</summary>
    private const long FreeBytesMin = 1L << 30;

    private static readonly byte[] SqliteMagic = [.. "SQLite format 3\0"u8];

    public IReadOnlyList<Finding> Run()
    {
        if (!Directory.Exists(folder))
        {
            return
            [
                Finding.Bad(
                    "data folder",
                    $"{folder} does not exist",
                    "Start the service once, or name its folder with --data or Maas__Data__Path."
                ),
            ];
        }

        return [CheckWritable(), CheckFreeSpace(), CheckLock(), CheckOpenSegments(), .. CheckDatabases()];
    }

    private Finding CheckWritable()
    {
        var probe = Path.Combine(folder, $".maas-check-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Finding.Good("data folder", folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(
                "data folder",
                $"{folder} cannot be written: {failure.Message}",
                "Give the service's user write access to it, or choose another with Maas__Data__Path."
            );
        }
    }

    private Finding CheckFreeSpace()
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= FreeBytesMin
            ? Finding.Good("free space", Formats.Bytes(free))
            : Finding.Bad(
                "free space",
                $"only {Formats.Bytes(free)}",
                "Make room, or let old raw files expire: set Maas__Delivery__RetainRawFor."
            );
    }

    /// <summary>A held lock is well as long as its holder answers; who that is stands beside it.</summary>
    private Finding CheckLock()
    {
        var path = Path.Combine(folder, "maas.lock");
        if (!File.Exists(path))
        {
            return Finding.Good("lock", "never held");
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Finding.Good("lock", "free: no service runs on this folder");
        }
        catch (UnauthorizedAccessException failure)
        {
            return Finding.Bad("lock", failure.Message, "Run the check as the service's user.");
        }
        catch (IOException)
        {
            return Finding.Good("lock", $"held by {ReadHolder(path + ".holder")}");
        }
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "a process that has not said its name";
        }
    }

    private Finding CheckOpenSegments()
    {
        var open = Path.Combine(folder, "open");
        var segments = Directory.Exists(open) ? new DirectoryInfo(open).GetFiles("*.segment") : [];
        var bytes = segments.Sum(static segment => segment.Length);
        return Finding.Good("open segments", segments.Length == 0 ? "none" : $"{segments.Length}, {Formats.Bytes(bytes)} not yet sealed");
    }

    private IEnumerable<Finding> CheckDatabases()
    {
        var state = Path.Combine(folder, "state");
        return Directory.Exists(state) ? Directory.EnumerateFiles(state, "*.db").Order(StringComparer.Ordinal).Select(CheckDatabase) : [];
    }

    private static Finding CheckDatabase(string path)
    {
        var name = $"state/{Path.GetFileName(path)}";
        const string Fix = "Move the file away: the registry is rebuilt from new events and from the lake.";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> start = stackalloc byte[16];
            var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return read == 0 || start.SequenceEqual(SqliteMagic)
                ? Finding.Good(name, Formats.Bytes(file.Length))
                : Finding.Bad(name, "is no SQLite database", Fix);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(name, failure.Message, "Run the check as the service's user.");
        }
    }
}
