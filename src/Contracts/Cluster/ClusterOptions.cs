using System.ComponentModel.DataAnnotations;

namespace Maas.Contracts.Cluster;

/// <summary>How silos and the gateways apart from them find each other; section <c>Maas:Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Maas:Cluster";

    /// <summary>How membership is kept. <c>Localhost</c> (default): this silo alone, in memory.</summary>
    public ClusterKind Kind { get; set; } = ClusterKind.Localhost;

    /// <summary>TCP port for other silos, on loopback. 0 (default): any free port, so that several deployments share a machine.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>TCP port for Orleans clients, on loopback. 0 (default): no clients but the gateway inside.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; }
}

/// <summary>Where membership is kept.</summary>
public enum ClusterKind
{
    Localhost,
}
