using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Maas.Gateway.Access;

/// <summary>
/// A key's SHA-256, as upper-case hexadecimal digits: all that is kept of a key, and what makes keys of any length comparable in constant
/// time.
/// </summary>
internal static class KeyDigest
{
    private const string Prefix = "sha256:";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789ABCDEF");

    /// <summary>The digest of a configured key; false when it claims to be a digest and is none.</summary>
    public static bool TryParse(string configured, out string digest)
    {
        if (!configured.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(configured)));
            return true;
        }

        digest = configured[Prefix.Length..].ToUpperInvariant();
        return digest.Length == SHA256.HashSizeInBytes * 2 && !digest.AsSpan().ContainsAnyExcept(Digits);
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">It claims to be a digest and is none.</exception>
    public static string Parse(string configured) =>
        TryParse(configured, out var digest) ? digest : throw new FormatException("'sha256:' must be followed by 64 hexadecimal digits.");
}
