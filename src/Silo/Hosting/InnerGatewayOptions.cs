namespace Maas.Silo.Hosting;

/// <summary>Whether the silo's process is also a gateway; section <c>Maas:Gateway</c>.</summary>
public sealed class InnerGatewayOptions
{
    public const string Section = "Maas:Gateway";

    /// <summary>
    /// Whether a silo's process takes events and look-ups itself. Default true. With false it serves health and metrics only, and gateways
    /// apart reach it at <c>Maas:Cluster:GatewayPort</c>.
    /// </summary>
    public bool Enabled { get; set; } = true;
}
