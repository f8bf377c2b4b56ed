namespace Maas.Gateway.Hosting;

/// <summary>What the service may listen on; the addresses themselves come as of any ASP.NET Core host (<c>ASPNETCORE_URLS</c>).</summary>
public sealed class ListenOptions
{
    public const string Section = "Maas:Gateway";

    /// <summary>
    /// Whether an <c>http:</c> address off loopback is allowed. Default false: keys and device data would cross a network unencrypted. Not
    /// needed with <c>Maas:Gateway:TrustedProxyHops</c> 1, which says that a proxy in front ends TLS.
    /// </summary>
    public bool AllowPlainHttp { get; set; }
}
