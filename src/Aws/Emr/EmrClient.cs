using Maas.Aws.Json;

namespace Maas.Aws.Emr;

/// <summary>What this product uses of EMR, over the SDK's core. A failed call throws <c>AmazonServiceException</c> with the service's error code.</summary>
internal sealed class EmrClient(JsonServiceConfig config) : JsonServiceClient(config)
{
    public static JsonService Service { get; } = new("EMR", "2009-03-31", "elasticmapreduce", "ElasticMapReduce");

    /// <summary>Sent once: there is no token by which EMR would know the second of two submissions.</summary>
    private static readonly JsonOperation<RunJobFlowRequest, RunJobFlowResponse> RunJobFlow = new(
        "RunJobFlow",
        EmrJson.Default.RunJobFlowRequest,
        EmrJson.Default.RunJobFlowResponse
    )
    {
        MayRepeat = false,
    };

    private static readonly JsonOperation<DescribeClusterRequest, DescribeClusterResponse> DescribeCluster = new(
        "DescribeCluster",
        EmrJson.Default.DescribeClusterRequest,
        EmrJson.Default.DescribeClusterResponse
    );

    private static readonly JsonOperation<ListClustersRequest, ListClustersResponse> ListClusters = new(
        "ListClusters",
        EmrJson.Default.ListClustersRequest,
        EmrJson.Default.ListClustersResponse
    );

    private static readonly JsonOperation<ListStepsRequest, ListStepsResponse> ListSteps = new(
        "ListSteps",
        EmrJson.Default.ListStepsRequest,
        EmrJson.Default.ListStepsResponse
    );

    private static readonly JsonOperation<DescribeStepRequest, DescribeStepResponse> DescribeStep = new(
        "DescribeStep",
        EmrJson.Default.DescribeStepRequest,
        EmrJson.Default.DescribeStepResponse
    );

    private static readonly JsonOperation<ListInstancesRequest, ListInstancesResponse> ListInstances = new(
        "ListInstances",
        EmrJson.Default.ListInstancesRequest,
        EmrJson.Default.ListInstancesResponse
    );

    private static readonly JsonOperation<AddTagsRequest, EmptyResponse> AddTags = new(
        "AddTags",
        EmrJson.Default.AddTagsRequest,
        EmrJson.Default.EmptyResponse
    );

    private static readonly JsonOperation<TerminateJobFlowsRequest, EmptyResponse> TerminateJobFlows = new(
        "TerminateJobFlows",
        EmrJson.Default.TerminateJobFlowsRequest,
        EmrJson.Default.EmptyResponse
    );

    private static readonly JsonOperation<ListReleaseLabelsRequest, ListReleaseLabelsResponse> ListReleaseLabels = new(
        "ListReleaseLabels",
        EmrJson.Default.ListReleaseLabelsRequest,
        EmrJson.Default.ListReleaseLabelsResponse
    );

    private static readonly JsonOperation<DescribeSecurityConfigurationRequest, EmptyResponse> DescribeSecurityConfiguration = new(
        "DescribeSecurityConfiguration",
        EmrJson.Default.DescribeSecurityConfigurationRequest,
        EmrJson.Default.EmptyResponse
    );

    public Task<RunJobFlowResponse> RunJobFlowAsync(RunJobFlowRequest request, CancellationToken cancellationToken) =>
        CallAsync(RunJobFlow, request, cancellationToken);

    public Task<DescribeClusterResponse> DescribeClusterAsync(DescribeClusterRequest request, CancellationToken cancellationToken) =>
        CallAsync(DescribeCluster, request, cancellationToken);

    public Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken) =>
        CallAsync(ListClusters, request, cancellationToken);

    public Task<ListStepsResponse> ListStepsAsync(ListStepsRequest request, CancellationToken cancellationToken) =>
        CallAsync(ListSteps, request, cancellationToken);

    public Task<DescribeStepResponse> DescribeStepAsync(DescribeStepRequest request, CancellationToken cancellationToken) =>
        CallAsync(DescribeStep, request, cancellationToken);

    public Task<ListInstancesResponse> ListInstancesAsync(ListInstancesRequest request, CancellationToken cancellationToken) =>
        CallAsync(ListInstances, request, cancellationToken);

    /// <summary>A tag of a key that the cluster has already takes its place.</summary>
    public Task AddTagsAsync(AddTagsRequest request, CancellationToken cancellationToken) => CallAsync(AddTags, request, cancellationToken);

    /// <summary>At most ten ids.</summary>
    public Task TerminateJobFlowsAsync(TerminateJobFlowsRequest request, CancellationToken cancellationToken) =>
        CallAsync(TerminateJobFlows, request, cancellationToken);

    public Task<ListReleaseLabelsResponse> ListReleaseLabelsAsync(ListReleaseLabelsRequest request, CancellationToken cancellationToken) =>
        CallAsync(ListReleaseLabels, request, cancellationToken);

    /// <summary>Throws when there is none of that name; what it says is nothing to this product.</summary>
    public Task DescribeSecurityConfigurationAsync(DescribeSecurityConfigurationRequest request, CancellationToken cancellationToken) =>
        CallAsync(DescribeSecurityConfiguration, request, cancellationToken);
}
