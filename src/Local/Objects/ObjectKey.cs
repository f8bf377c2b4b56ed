namespace Maas.Local.Objects;

/// <summary>Which keys a directory can hold without a caller's escaping it or touching the service's own files.</summary>
internal static class ObjectKey
{
    private static readonly string[] Reserved = ["open", "state", "tmp"];

    /// <exception cref="ArgumentException">The key is empty, absolute, climbs out with <c>..</c>, or names the service's own files.</exception>
    public static string Validate(string key)
    {
        var wellFormed = key.Length > 0 && !key.Contains('\\') && !key.Contains('\0') && !Path.IsPathRooted(key);
        foreach (var part in key.Split('/'))
        {
            wellFormed &= part is not ("" or "." or "..");
        }

        if (!wellFormed || IsReserved(key))
        {
            throw new ArgumentException(
                $"'{key}' is no object key: give a relative path with / between its parts, without '.' and '..'.",
                nameof(key)
            );
        }

        return key;
    }

    /// <summary>Whether the key lies in a folder of the service's own, or is one of the files at the top.</summary>
    public static bool IsReserved(string key)
    {
        var slash = key.IndexOf('/');
        var top = slash < 0 ? key : key[..slash];
        return top.StartsWith("maas.lock", StringComparison.Ordinal) || Reserved.Contains(top, StringComparer.Ordinal);
    }
}
