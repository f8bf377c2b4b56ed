using Maas.Tracking.Objects;

namespace Maas.Local.Objects;

/// <summary>Which keys a directory can hold without a caller's escaping it or touching the service's own files.</summary>
internal static class ObjectKey
{
    private static readonly string[] Reserved = ["open", "state", "tmp"];

    /// <exception cref="ArgumentException">It is no key, is rooted on this system, or names the service's own files.</exception>
    public static string Validate(string key) =>
        !Path.IsPathRooted(ObjectKeys.Validate(key)) && !IsReserved(key)
            ? key
            : throw new ArgumentException($"'{key}' is no object key here: it would name a file of the service's own.", nameof(key));

    /// <summary>Whether the key lies in a folder of the service's own, or is one of the files at the top.</summary>
    public static bool IsReserved(string key)
    {
        var slash = key.IndexOf('/');
        var top = slash < 0 ? key : key[..slash];
        return top.StartsWith("maas.lock", StringComparison.Ordinal) || Reserved.Contains(top, StringComparer.Ordinal);
    }
}
