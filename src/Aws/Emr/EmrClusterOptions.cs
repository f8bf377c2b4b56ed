namespace Maas.Aws.Emr;

/// <summary>What the EMR cluster of a run is made of. Bound from <c>Maas:Batch:Emr</c>.</summary>
public sealed class EmrClusterOptions
{
    public const string Section = "Maas:Batch:Emr";

    /// <summary>EMR's release. Default <c>emr-7.12.0</c>, which carries Spark 3.5.6. The batch needs Spark 3.5.</summary>
    public string ReleaseLabel { get; set; } = "emr-7.12.0";

    /// <summary>The role that EMR itself takes on. Default the one that <c>aws emr create-default-roles</c> makes.</summary>
    public string ServiceRole { get; set; } = "EMR_DefaultRole";

    /// <summary>
    /// The instance profile of the cluster's machines: it reads <c>raw/</c> and <c>lake/</c>, and writes <c>lake/</c>, <c>runs/</c> and the
    /// logs. Default the one that <c>aws emr create-default-roles</c> makes.
    /// </summary>
    public string InstanceProfile { get; set; } = "EMR_EC2_DefaultRole";

    /// <summary>
    /// Subnets to choose from, by capacity and price. Default empty: the account's default network. More of them, in several zones, find
    /// spot capacity sooner.
    /// </summary>
    public IList<string> SubnetIds { get; } = [];

    /// <summary>The name of a security configuration of EMR, such as one that encrypts the machines' disks. Default none.</summary>
    public string? SecurityConfiguration { get; set; }

    /// <summary>Where EMR puts its logs, an <c>s3://</c> address. Default none: <c>logs/emr/</c> in the object store.</summary>
    public string? LogUri { get; set; }

    /// <summary>Types that the primary node may be of, always on demand. Default empty: m5.xlarge, m5a.xlarge, m6i.xlarge, m6a.xlarge.</summary>
    public IList<string> PrimaryTypes { get; } = [];

    /// <summary>
    /// Types that workers may be of, each with the units it counts for. Default empty: the same types and their double sizes, a unit a
    /// virtual processor. More types find spot capacity sooner; all must be of one processor architecture.
    /// </summary>
    public IDictionary<string, int> WorkerTypes { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Units of workers that a cluster starts with. Default 8.</summary>
    public int WorkerUnits { get; set; } = 8;

    /// <summary>Units that EMR may add workers up to while steps wait for them. Default 32.</summary>
    public int WorkerUnitsMax { get; set; } = 32;

    /// <summary>Units of these that may be on demand. Default 8: enough for a start without spot capacity.</summary>
    public int OnDemandUnitsMax { get; set; } = 8;

    /// <summary>The most to pay for a spot instance, in percent of the on-demand price. Default 100.</summary>
    public int SpotPricePercentMax { get; set; } = 100;

    /// <summary>How long spot capacity is waited for before on-demand instances take its place. Default 15 minutes, 5 at least; whole minutes.</summary>
    public TimeSpan SpotTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a cluster may be without work before EMR ends it by itself, should it not end after its steps. Default 10 minutes, 1 at
    /// least.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A JSON file with prices of your own, in the shape of <c>maas cost --json</c>'s <c>prices</c>: what it has counts in place of the list prices of
    /// us-east-1 in the estimate of each cluster's cost. Default none.
    /// </summary>
    public string? PriceFile { get; set; }

    /// <summary>Further tags of every cluster, such as a cost centre.</summary>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
