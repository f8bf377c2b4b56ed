namespace Maas.Gateway.Access;

/// <summary>Whether client addresses and the scheme are taken from a proxy in front of the service.</summary>
public sealed class ForwardingOptions
{
    public const string Section = "Maas:Gateway";

    /// <summary>
    /// How many proxies add <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>: 0 or 1. Default 0: the headers are ignored, and the
    /// address of a device is that of the connection. With 1 the last entry counts, and nothing that a client itself wrote before it.
    /// </summary>
    public int TrustedProxyHops { get; set; }

    /// <summary>
    /// Addresses (<c>10.0.0.7</c>) or networks (<c>10.0.0.0/8</c>) that the proxy connects from. Default empty: with one hop every peer is
    /// taken for the proxy, so the port must be reachable through the proxy only.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];
}
