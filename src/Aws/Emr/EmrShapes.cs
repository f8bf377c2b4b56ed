using System.Text.Json.Serialization;

namespace Maas.Aws.Emr;

// The shapes of EMR's service model, as much of them as is used. Member names are the wire's.

internal sealed record RunJobFlowRequest
{
    public required string Name { get; init; }
    public required string ReleaseLabel { get; init; }
    public required JobFlowInstances Instances { get; init; }
    public string? LogUri { get; init; }
    public string? ServiceRole { get; init; }
    public string? JobFlowRole { get; init; }
    public string? SecurityConfiguration { get; init; }
    public IReadOnlyList<EmrApplication>? Applications { get; init; }
    public IReadOnlyList<EmrTag>? Tags { get; init; }
    public IReadOnlyList<EmrStepConfig>? Steps { get; init; }
    public ManagedScalingPolicy? ManagedScalingPolicy { get; init; }
    public AutoTerminationPolicy? AutoTerminationPolicy { get; init; }
    public int? StepConcurrencyLevel { get; init; }
}

internal sealed record JobFlowInstances(bool KeepJobFlowAliveWhenNoSteps, IReadOnlyList<InstanceFleet> InstanceFleets)
{
    public IReadOnlyList<string>? Ec2SubnetIds { get; init; }
}

/// <param name="InstanceFleetType"><c>MASTER</c>, <c>CORE</c> or <c>TASK</c>.</param>
internal sealed record InstanceFleet(string Name, string InstanceFleetType, IReadOnlyList<InstanceTypeConfig> InstanceTypeConfigs)
{
    public int? TargetOnDemandCapacity { get; init; }
    public int? TargetSpotCapacity { get; init; }
    public LaunchSpecifications? LaunchSpecifications { get; init; }
}

internal sealed record InstanceTypeConfig(string InstanceType)
{
    public int? WeightedCapacity { get; init; }
    public double? BidPriceAsPercentageOfOnDemandPrice { get; init; }
}

internal sealed record LaunchSpecifications(SpotSpecification? SpotSpecification, OnDemandSpecification? OnDemandSpecification);

internal sealed record SpotSpecification(int TimeoutDurationMinutes, string TimeoutAction, string AllocationStrategy);

internal sealed record OnDemandSpecification(string AllocationStrategy);

internal sealed record EmrApplication(string Name);

internal sealed record EmrTag(string Key, string Value);

internal sealed record EmrStepConfig(string Name, string ActionOnFailure, HadoopJarStep HadoopJarStep);

internal sealed record HadoopJarStep(string Jar, IReadOnlyList<string> Args);

internal sealed record ManagedScalingPolicy(ComputeLimits ComputeLimits);

internal sealed record ComputeLimits(string UnitType, int MinimumCapacityUnits, int MaximumCapacityUnits)
{
    public int? MaximumOnDemandCapacityUnits { get; init; }
    public int? MaximumCoreCapacityUnits { get; init; }
}

/// <param name="IdleTimeout">Seconds.</param>
internal sealed record AutoTerminationPolicy(long IdleTimeout);

internal sealed record RunJobFlowResponse(string JobFlowId);

internal sealed record DescribeClusterRequest(string ClusterId);

internal sealed record DescribeClusterResponse(EmrCluster Cluster);

internal sealed record ListClustersRequest
{
    public DateTimeOffset? CreatedAfter { get; init; }
    public IReadOnlyList<string>? ClusterStates { get; init; }
    public string? Marker { get; init; }
}

internal sealed record ListClustersResponse(IReadOnlyList<EmrCluster>? Clusters, string? Marker);

/// <summary>A cluster as it is described, or, with fewer members, as it is listed.</summary>
internal sealed record EmrCluster(string Id, string Name, EmrClusterStatus Status)
{
    public string? LogUri { get; init; }
    public IReadOnlyList<EmrTag>? Tags { get; init; }
}

internal sealed record EmrClusterStatus(string State, EmrReason? StateChangeReason, EmrTimeline? Timeline);

internal sealed record EmrReason(string? Code, string? Message);

/// <summary>The times of a cluster, of a step or of a machine.</summary>
internal sealed record EmrTimeline
{
    public DateTimeOffset? CreationDateTime { get; init; }
    public DateTimeOffset? ReadyDateTime { get; init; }
    public DateTimeOffset? StartDateTime { get; init; }
    public DateTimeOffset? EndDateTime { get; init; }
}

internal sealed record ListStepsRequest(string ClusterId, string? Marker = null);

internal sealed record ListStepsResponse(IReadOnlyList<EmrStep>? Steps, string? Marker);

internal sealed record DescribeStepRequest(string ClusterId, string StepId);

internal sealed record DescribeStepResponse(EmrStep Step);

/// <summary>A step as it is described, or, without the details of its failure, as it may be listed.</summary>
internal sealed record EmrStep(string Id, string Name, EmrStepStatus Status);

internal sealed record EmrStepStatus(string State, EmrReason? StateChangeReason, EmrFailureDetails? FailureDetails, EmrTimeline? Timeline);

internal sealed record EmrFailureDetails(string? Reason, string? Message, string? LogFile);

internal sealed record ListInstancesRequest(string ClusterId, string? Marker = null);

internal sealed record ListInstancesResponse(IReadOnlyList<EmrInstance>? Instances, string? Marker);

/// <summary>A machine of a cluster, those that are gone among them.</summary>
/// <param name="InstanceType">Such as <c>m5.xlarge</c>.</param>
/// <param name="Market"><c>ON_DEMAND</c> or <see cref="Spot"/>.</param>
internal sealed record EmrInstance(string InstanceType, string? Market, EmrInstanceStatus? Status)
{
    public const string Spot = "SPOT";
}

internal sealed record EmrInstanceStatus(EmrTimeline? Timeline);

/// <param name="ResourceId">A cluster's id.</param>
internal sealed record AddTagsRequest(string ResourceId, IReadOnlyList<EmrTag> Tags);

internal sealed record TerminateJobFlowsRequest(IReadOnlyList<string> JobFlowIds);

internal sealed record ListReleaseLabelsRequest(ReleaseLabelFilter Filters);

/// <param name="Prefix">What a label begins with; a whole one finds itself.</param>
internal sealed record ReleaseLabelFilter(string Prefix);

internal sealed record ListReleaseLabelsResponse(IReadOnlyList<string>? ReleaseLabels);

internal sealed record DescribeSecurityConfigurationRequest(string Name);

/// <summary>The answer of operations that have nothing to say.</summary>
internal sealed record EmptyResponse;

[JsonSerializable(typeof(RunJobFlowRequest))]
[JsonSerializable(typeof(RunJobFlowResponse))]
[JsonSerializable(typeof(DescribeClusterRequest))]
[JsonSerializable(typeof(DescribeClusterResponse))]
[JsonSerializable(typeof(ListClustersRequest))]
[JsonSerializable(typeof(ListClustersResponse))]
[JsonSerializable(typeof(ListStepsRequest))]
[JsonSerializable(typeof(ListStepsResponse))]
[JsonSerializable(typeof(DescribeStepRequest))]
[JsonSerializable(typeof(DescribeStepResponse))]
[JsonSerializable(typeof(ListInstancesRequest))]
[JsonSerializable(typeof(ListInstancesResponse))]
[JsonSerializable(typeof(AddTagsRequest))]
[JsonSerializable(typeof(TerminateJobFlowsRequest))]
[JsonSerializable(typeof(ListReleaseLabelsRequest))]
[JsonSerializable(typeof(ListReleaseLabelsResponse))]
[JsonSerializable(typeof(DescribeSecurityConfigurationRequest))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(EpochSecondsConverter)])]
internal sealed partial class EmrJson : JsonSerializerContext;
