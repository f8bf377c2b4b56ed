using System.Globalization;
using Maas.Tracking.Time;

namespace Maas.Local.Delivery;

/// <summary>The <c>yyyy/MM/dd/HH</c> folders below a stream's root.</summary>
internal static class HourFolders
{
    /// <summary>Whether a file of an hour folder holds rows, by its name. Hidden files and other extensions belong to somebody's tools.</summary>
    public static bool IsRawFile(string name) =>
        !name.StartsWith('.')
        && !name.StartsWith('_')
        && (name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith(".csv.gz", StringComparison.Ordinal));

    /// <summary>The hours of the range that have a folder with raw files, in no particular order.</summary>
    public static IEnumerable<HourWindow> Enumerate(string root, HourWindow from, HourWindow to)
    {
        foreach (var (path, hour) in EnumerateAll(root, from, to))
        {
            if (Directory.EnumerateFiles(path).Any(file => IsRawFile(Path.GetFileName(file))))
            {
                yield return hour;
            }
        }
    }

    /// <summary>The hour folders of the range, whatever they hold.</summary>
    public static IEnumerable<(string Path, HourWindow Hour)> EnumerateAll(string root, HourWindow from, HourWindow to)
    {
        foreach (var year in Numbered(root, 4))
        {
            foreach (var month in Numbered(year, 2))
            {
                foreach (var day in Numbered(month, 2))
                {
                    foreach (var path in Numbered(day, 2))
                    {
                        if (TryParse(path[(root.Length + 1)..], out var hour) && hour >= from && hour <= to)
                        {
                            yield return (path, hour);
                        }
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Numbered(string folder, int digits) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder)
                .Where(path => Path.GetFileName(path) is var name && name.Length == digits && name.All(char.IsAsciiDigit))
            : [];

    private static bool TryParse(string relative, out HourWindow hour)
    {
        var parsed = DateTimeOffset.TryParseExact(
            relative.Replace('\\', '/'),
            "yyyy'/'MM'/'dd'/'HH",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        );
        hour = parsed ? HourWindow.Of(time) : default;
        return parsed;
    }
}
