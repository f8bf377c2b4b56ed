using System.Globalization;
using Maas.Tracking.Runs.Clusters;

namespace Maas.Aws.Emr;

/// <summary>Makes EMR's request of a cluster: what the run asks for, on the machines that the options say.</summary>
internal static class ClusterBlueprint
{
    public const string ProductTag = "product";
    public const string DeploymentTag = "deployment";
    public const string HourTag = "hour";
    public const string RunTag = "run";
    public const string AttemptTag = "attempt";

    /// <summary>Added when the product itself ends a cluster: why.</summary>
    public const string EndedBecauseTag = "ended-because";

    /// <summary>Amazon's own policy of the service role lets EMR act only on clusters, and in networks, that carry this tag as <c>true</c>.</summary>
    public const string ManagedTag = "for-use-with-amazon-emr-managed-policies";

    public static RunJobFlowRequest Create(ClusterRequest request, EmrClusterOptions options) =>
        new()
        {
            Name = request.Name,
            ReleaseLabel = options.ReleaseLabel,
            LogUri = options.LogUri ?? request.Logs,
            ServiceRole = options.ServiceRole,
            JobFlowRole = options.InstanceProfile,
            SecurityConfiguration = options.SecurityConfiguration,
            Applications = [new("Spark")],
            Tags = Tags(request, options),
            // It ends after its last step, and EMR's default is the opposite. The idle timeout is the second guard.
            Instances = new(KeepJobFlowAliveWhenNoSteps: false, [Primary(options), Workers(options)])
            {
                Ec2SubnetIds = options.SubnetIds.Count == 0 ? null : [.. options.SubnetIds],
            },
            AutoTerminationPolicy = new((long)options.IdleTimeout.TotalSeconds),
            ManagedScalingPolicy = new(
                new("InstanceFleetUnits", options.WorkerUnits, options.WorkerUnitsMax)
                {
                    MaximumOnDemandCapacityUnits = options.OnDemandUnitsMax,
                    MaximumCoreCapacityUnits = options.WorkerUnitsMax,
                }
            ),
            StepConcurrencyLevel = 1,
            Steps =
            [
                .. request.Steps.Select(step => new EmrStepConfig(step.Name, "TERMINATE_CLUSTER", new("command-runner.jar", step.Command))),
            ],
        };

    /// <summary>The node that everything depends on is not given back to the spot market in the middle of a run.</summary>
    private static InstanceFleet Primary(EmrClusterOptions options) =>
        new(
            "primary",
            "MASTER",
            [
                .. (options.PrimaryTypes.Count == 0 ? DefaultMachines.Types : [.. options.PrimaryTypes]).Select(
                    type => new InstanceTypeConfig(type)
                ),
            ]
        )
        {
            TargetOnDemandCapacity = 1,
        };

    private static InstanceFleet Workers(EmrClusterOptions options) =>
        new("workers", "CORE", [.. WorkerTypes(options)])
        {
            TargetSpotCapacity = options.WorkerUnits,
            LaunchSpecifications = new(
                new((int)options.SpotTimeout.TotalMinutes, "SWITCH_TO_ON_DEMAND", "price-capacity-optimized"),
                new("lowest-price")
            ),
        };

    private static IEnumerable<InstanceTypeConfig> WorkerTypes(EmrClusterOptions options)
    {
        var types =
            options.WorkerTypes.Count > 0
                ? options.WorkerTypes.Select(type => (type.Key, type.Value))
                : DefaultMachines
                    .Types.Select(static type => (type, DefaultMachines.Units))
                    .Concat(DefaultMachines.Types.Select(static type => (Doubled(type), 2 * DefaultMachines.Units)));
        return types.Select(type => new InstanceTypeConfig(type.Item1)
        {
            WeightedCapacity = type.Item2,
            BidPriceAsPercentageOfOnDemandPrice = options.SpotPricePercentMax,
        });
    }

    private static string Doubled(string type) => type.Replace(".xlarge", ".2xlarge", StringComparison.Ordinal);

    private static IReadOnlyList<EmrTag> Tags(ClusterRequest request, EmrClusterOptions options) =>
        [
            new(ProductTag, "maas"),
            new(DeploymentTag, request.Deployment),
            new(HourTag, request.Order.Hour.ToString()),
            new(RunTag, request.Order.RunId),
            new(AttemptTag, request.Order.Attempt.ToString(CultureInfo.InvariantCulture)),
            new(ManagedTag, "true"),
            .. options.Tags.Select(tag => new EmrTag(tag.Key, tag.Value)),
        ];
}
