namespace Maas.SparkJobs.Engines.Spark;

/// <summary>Folders that Spark writes on this machine.</summary>
internal static class SparkFiles
{
    /// <summary>Empties the folder: of an earlier try there may be folders in it, which Spark takes for a table that is in its way.</summary>
    public static void Prepare(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes what Hadoop adds to it: a checksum beside each file. A folder that was left out for want of rows is made.</summary>
    public static void Settle(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder, ".*.crc", SearchOption.AllDirectories))
        {
            File.Delete(path);
        }
    }
}
