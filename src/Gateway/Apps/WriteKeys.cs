using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Maas.Gateway.Access;
using Maas.Gateway.Ingestion;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Apps;

/// <summary>
/// Whose a write key is. Keys are compared by their SHA-256 only, so the time of a comparison tells nothing that helps to guess one.
/// </summary>
internal sealed class WriteKeys
{
    private readonly FrozenDictionary<KeyHash, AppName> _apps;

    public WriteKeys(IOptions<AppsOptions> options)
    {
        var apps = new Dictionary<KeyHash, AppName>();
        foreach (var (app, settings) in options.Value.Apps)
        {
            foreach (var key in settings.WriteKeys)
            {
                apps[KeyHash.Read(Convert.FromHexString(KeyDigest.Parse(key)))] = new AppName(app);
            }
        }

        _apps = apps.ToFrozenDictionary();
    }

    /// <summary>The app of a key, in UTF-8; null when the key is unknown. Every key has an instance of its own, by which its rate is told.</summary>
    public AppName? Find(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, digest);
        return _apps.GetValueOrDefault(KeyHash.Read(digest));
    }

    /// <summary>
    /// The app of a key that may be two joined by a colon (<c>id:secret</c>): the whole of it, or either part, is a known key.
    /// </summary>
    public AppName? FindInPair(ReadOnlySpan<byte> key)
    {
        var app = Find(key);
        var colon = key.IndexOf((byte)':');
        return app is not null || colon < 0 ? app : Find(key[..colon]) ?? Find(key[(colon + 1)..]);
    }

    private readonly record struct KeyHash(ulong First, ulong Second, ulong Third, ulong Fourth)
    {
        public static KeyHash Read(ReadOnlySpan<byte> digest) => MemoryMarshal.Read<KeyHash>(digest);
    }
}
