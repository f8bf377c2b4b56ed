using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Access;

/// <summary>The keys in force. A look-up takes the same time whichever key matches, or none.</summary>
internal sealed class AccessKeys
{
    public const string AppClaim = "maas:app";
    public const string AdminRole = "admin";
    public const string ReadRole = "read";

    private readonly (byte[] Digest, ClaimsPrincipal Owner)[] _keys;

    public AccessKeys(IOptions<AccessOptions> options)
    {
        var admins = options.Value.AdminKeys.Select(key => (Digest(key), Owner(AdminRole, [])));
        var readers = options.Value.ReadKeys.Select(key => (Digest(key.Key), Owner(ReadRole, key.Apps)));
        _keys = [.. admins, .. readers];
    }

    /// <summary>Whom the key belongs to, or null when nobody's.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), digest);
        ClaimsPrincipal? found = null;
        foreach (var (candidate, owner) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(candidate, digest))
            {
                found = owner;
            }
        }

        return found;
    }

    private static byte[] Digest(string configured) => Convert.FromHexString(KeyDigest.Parse(configured));

    private static ClaimsPrincipal Owner(string role, IEnumerable<string> apps)
    {
        var claims = apps.Select(app => new Claim(AppClaim, app)).Prepend(new Claim(ClaimTypes.Role, role));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, AccessKeyHandler.Scheme));
    }
}
