namespace Maas.EmrStandIn.Steps;

/// <summary>The folder behind an S3 server, in which an engine finds the buckets by path.</summary>
internal sealed class BucketFolder(string folder)
{
    private static readonly string[] Schemes = ["s3://", "s3a://", "s3n://"];
    private readonly string _paths = $"{Path.GetFullPath(folder).TrimEnd('/')}/";

    public static bool IsAddress(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>The text with every S3 address in it replaced by the path of its file.</summary>
    public string ToPaths(string text) =>
        Schemes.Aggregate(text, (replaced, scheme) => replaced.Replace(scheme, _paths, StringComparison.Ordinal));

    /// <summary>Removes the files of checksums that Hadoop puts beside what it writes to a disk: S3 has none.</summary>
    public void RemoveChecksums()
    {
        foreach (var file in Directory.EnumerateFiles(_paths, ".*.crc", SearchOption.AllDirectories).ToList())
        {
            File.Delete(file);
        }
    }
}
