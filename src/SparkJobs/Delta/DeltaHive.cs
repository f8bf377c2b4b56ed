namespace Maas.SparkJobs.Delta;

/// <summary>Folders named <c>column=value</c>, as engines that write partitions name them.</summary>
internal static class DeltaHive
{
    private const string NullValue = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The columns and values on a path, from left to right.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ValuesOf(string path)
    {
        var folders = path.Split('/');
        foreach (var folder in folders.Take(folders.Length - 1))
        {
            var at = folder.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                continue;
            }

            var value = Uri.UnescapeDataString(folder[(at + 1)..]);
            yield return new(Uri.UnescapeDataString(folder[..at]), value is NullValue or "" ? null : value);
        }
    }
}
