namespace Maas.Tracking.Objects;

/// <summary>What every object store takes for a key.</summary>
public static class ObjectKeys
{
    /// <summary>Returns the key.</summary>
    /// <exception cref="ArgumentException">The key is empty or absolute, has an empty part, or climbs with <c>.</c> or <c>..</c>.</exception>
    public static string Validate(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsWellFormed(key)
            ? key
            : throw new ArgumentException(
                $"'{key}' is no object key: give a relative path with / between its parts, without '.' and '..'.",
                nameof(key)
            );
    }

    private static bool IsWellFormed(string key)
    {
        foreach (var part in key.AsSpan().Split('/'))
        {
            if (key.AsSpan(part) is "" or "." or "..")
            {
                return false;
            }
        }

        return !key.Contains('\\') && !key.Contains('\0');
    }
}
