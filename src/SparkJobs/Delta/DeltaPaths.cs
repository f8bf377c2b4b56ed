using System.Globalization;

namespace Maas.SparkJobs.Delta;

/// <summary>Names in a table's folder, and the URL form in which the log writes data files.</summary>
internal static class DeltaPaths
{
    public const string LogFolder = "_delta_log/";
    public const string LastCheckpoint = LogFolder + "_last_checkpoint";

    private const string EntrySuffix = ".json";
    private const string CheckpointSuffix = ".checkpoint.parquet";
    private const int VersionDigits = 20;

    public static string Entry(long version) => LogFolder + Digits(version) + EntrySuffix;

    public static string Checkpoint(long version) => LogFolder + Digits(version) + CheckpointSuffix;

    /// <summary>The name of one part of a checkpoint that another writer has split.</summary>
    public static string CheckpointPart(long version, int part, int parts) =>
        string.Create(CultureInfo.InvariantCulture, $"{LogFolder}{version:D20}.checkpoint.{part:D10}.{parts:D10}.parquet");

    public static bool IsEntry(string path, out long version) => TryVersion(path, EntrySuffix, out version);

    public static bool IsCheckpoint(string path, out long version) => TryVersion(path, CheckpointSuffix, out version);

    /// <summary>
    /// Percent-encodes all but unreserved letters, slashes and the equals sign of a partition folder, which is what Spark writes too.
    /// </summary>
    public static string Encode(string path) => string.Join('/', path.Split('/').Select(EncodeSegment));

    public static string Decode(string encodedPath)
    {
        if (encodedPath.StartsWith('/') || encodedPath.Contains("://", StringComparison.Ordinal))
        {
            throw new DeltaException($"The log names the file '{encodedPath}' outside the table's folder, which is not supported.");
        }

        return Uri.UnescapeDataString(encodedPath);
    }

    private static string EncodeSegment(string segment) => Uri.EscapeDataString(segment).Replace("%3D", "=", StringComparison.Ordinal);

    private static string Digits(long version) => version.ToString("D20", CultureInfo.InvariantCulture);

    private static bool TryVersion(string path, string suffix, out long version)
    {
        version = -1;
        var at = path.LastIndexOf('/') + 1;
        return path.Length - at == VersionDigits + suffix.Length
            && path.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(path.AsSpan(at, VersionDigits), NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
