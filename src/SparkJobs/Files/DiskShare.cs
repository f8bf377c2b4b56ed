namespace Maas.SparkJobs.Files;

/// <summary>
/// How much of a disk one use of it may take: what its option says, but never so much that others who write to the same disk, such as grain state
/// and deliveries, find it full. The shares of all uses together leave a quarter of what is free.
/// </summary>
internal static class DiskShare
{
    /// <summary>Copies may take a half of what is free.</summary>
    public const int Copies = 2;

    /// <summary>What does not fit into an engine's memory, a quarter.</summary>
    public const int Spill = 4;

    private const long BytesAMiB = 1024 * 1024;

    /// <param name="mibMax">What the option says, in MiB.</param>
    /// <param name="freeBytes">What is free on the disk.</param>
    /// <param name="part">The share, as one in so many.</param>
    public static long MiB(int mibMax, long freeBytes, int part) => Math.Clamp(freeBytes / part / BytesAMiB, 1, mibMax);

    public static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
