using System.ComponentModel.DataAnnotations;

namespace Maas.Contracts.Cluster;

/// <summary>How silos and the gateways apart from them find each other; section <c>Maas:Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Maas:Cluster";

    /// <summary>
    /// How membership is kept. <c>Localhost</c> (default): this silo alone, in memory. <c>DynamoDb</c>: a table that silos and gateways share;
    /// grain state must then be in DynamoDB too.
    /// </summary>
    public ClusterKind Kind { get; set; } = ClusterKind.Localhost;

    /// <summary>Which silos belong together. Default <c>maas</c>. Of a blue and a green deployment each has its own.</summary>
    [Required]
    public string ClusterId { get; set; } = "maas";

    /// <summary>
    /// What state and reminders are kept under. Default <c>maas</c>. It stays the same for as long as the state is wanted. Of services that
    /// share tables none may have an id that begins with another's and a <c>_</c>.
    /// </summary>
    [Required]
    public string ServiceId { get; set; } = "maas";

    /// <summary>TCP port for other silos. 0 (default): any free port, so that several silos share a machine.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; }

    /// <summary>TCP port for gateways apart from the silo. 0 (default): none but the gateway inside.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; }

    /// <summary>
    /// The address that other silos and gateways connect to. Default none: loopback with <c>Localhost</c>, else the machine's first private
    /// address. A public one is refused unless <see cref="AllowPublicAddress"/>.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// The address to listen on, where that is another one, as behind the address translation of a container host. Default none: the
    /// advertised address alone. <c>0.0.0.0</c> counts as public.
    /// </summary>
    public string? ListenAddress { get; set; }

    /// <summary>
    /// Whether a public address may be advertised or listened on. Default false: whoever reaches these ports can call every grain.
    /// </summary>
    public bool AllowPublicAddress { get; set; }

    /// <summary>
    /// How long a silo waits for another's sign of life, and about how often it asks for one. Default 5 s. Orleans adapts it to the network,
    /// between half of it and four times as much. Shorter finds dead silos sooner and takes slow ones for dead.
    /// </summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Signs of life in a row that a silo may miss before another votes it out, 1 to 20; default 3. Two votes (one, among two silos) evict it:
    /// its devices come up elsewhere, and its process ends as soon as it learns of it.
    /// </summary>
    [Range(1, 20)]
    public int ProbesMissedMax { get; set; } = 3;

    /// <summary>
    /// How often a silo reads the table of silos, beside what others tell it. Default 1 min. It bounds how long a silo that slept through its
    /// own eviction goes on unaware of it.
    /// </summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Where membership is kept.</summary>
public enum ClusterKind
{
    Localhost,
    DynamoDb,
}
