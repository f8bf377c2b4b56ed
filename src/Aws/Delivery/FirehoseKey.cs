using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Aws.Delivery;

/// <summary>What the name of an object in an hour's folder says.</summary>
internal static partial class FirehoseKey
{
    /// <summary>Whether an object holds rows, by its name. Hidden ones and other extensions belong to somebody's tools.</summary>
    public static bool IsRawFile(string key)
    {
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        return name.Length > 0
            && name[0] is not ('.' or '_')
            && (name.EndsWith(".gz", StringComparison.Ordinal) || name.EndsWith(".csv", StringComparison.Ordinal));
    }

    /// <summary>
    /// The time in an object's name, <c>{stream}-{version}-yyyy-MM-dd-HH-mm-ss-{uuid}.gz</c>: when its first record arrived. Null for a name of
    /// another origin.
    /// </summary>
    public static DateTimeOffset? ReadTime(string key)
    {
        var match = Time().Match(key, key.LastIndexOf('/') + 1);
        return
            match.Success
            && DateTimeOffset.TryParseExact(
                match.Groups["time"].ValueSpan,
                "yyyy-MM-dd-HH-mm-ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
            ? time
            : null;
    }

    [GeneratedRegex(@"-(?<time>\d{4}(?:-\d{2}){5})-[0-9A-Za-z-]+\.", RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}
