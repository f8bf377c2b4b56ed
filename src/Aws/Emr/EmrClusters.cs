using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Maas.Aws.Prices;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Emr;

/// <summary>Clusters of EMR.</summary>
internal sealed partial class EmrClusters(
    EmrClient client,
    IOptions<EmrClusterOptions> options,
    PriceTable prices,
    TimeProvider time,
    ILogger<EmrClusters> logger
) : ITransientClusters
{
    private static readonly string[] LiveStates = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];

    private static readonly string[] Throttles = ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"];

    public string Kind => $"EMR {options.Value.ReleaseLabel}";

    public async Task<ClusterStart> StartAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        var flow = ClusterBlueprint.Create(request, options.Value);
        try
        {
            var answer = await client.RunJobFlowAsync(flow, cancellationToken).ConfigureAwait(false);
            return ClusterStart.Started(answer.JobFlowId);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return e switch
            {
                AmazonServiceException refusal when IsThrottle(refusal) => ClusterStart.Busy(Describe(refusal)),
                AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } refusal =>
                    ClusterStart.Refused(Describe(refusal)),
                _ when WasNeverSent(e) => ClusterStart.Busy(e.Message),
                _ => ClusterStart.Unknown(e.Message),
            };
        }
    }

    public Task<IReadOnlyList<ClusterStatus>> FindAsync(string name, DateTimeOffset createdAfter, CancellationToken cancellationToken) =>
        // Without a filter by state: a cluster that changes its state meanwhile would be missing.
        ListAsync(new() { CreatedAfter = createdAfter }, cluster => cluster.Name == name, cancellationToken);

    public Task<IReadOnlyList<ClusterStatus>> ListLiveAsync(string namePrefix, CancellationToken cancellationToken) =>
        ListAsync(
            new() { ClusterStates = LiveStates },
            cluster => cluster.Name.StartsWith(namePrefix, StringComparison.Ordinal),
            cancellationToken
        );

    public async Task<ClusterStatus?> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return Status((await AskAsync(() => client.DescribeClusterAsync(new(id), cancellationToken)).ConfigureAwait(false)).Cluster);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "InvalidRequestException")
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ClusterStep>> ListStepsAsync(string id, CancellationToken cancellationToken)
    {
        List<EmrStep> steps = [];
        string? marker = null;
        do
        {
            var page = await AskAsync(() => client.ListStepsAsync(new(id, marker), cancellationToken)).ConfigureAwait(false);
            steps.AddRange(page.Steps ?? []);
            marker = page.Marker;
        } while (marker is not null);

        // EMR lists the latest step first.
        steps.Reverse();
        for (var at = 0; at < steps.Count; at++)
        {
            if (steps[at].Status is { State: "FAILED", FailureDetails: null })
            {
                steps[at] = (
                    await AskAsync(() => client.DescribeStepAsync(new(id, steps[at].Id), cancellationToken)).ConfigureAwait(false)
                ).Step;
            }
        }

        return [.. steps.Select(Step)];
    }

    public async Task<decimal?> EstimateCostAsync(string id, CancellationToken cancellationToken)
    {
        List<EmrInstance> instances = [];
        string? marker = null;
        do
        {
            var page = await AskAsync(() => client.ListInstancesAsync(new(id, marker), cancellationToken)).ConfigureAwait(false);
            instances.AddRange(page.Instances ?? []);
            marker = page.Marker;
        } while (marker is not null);

        return ClusterCost.Of(instances, prices, time.GetUtcNow());
    }

    public async Task EndAsync(string id, string because, CancellationToken cancellationToken)
    {
        await TagAsync(id, because, cancellationToken).ConfigureAwait(false);
        await AskAsync(async () =>
            {
                await client.TerminateJobFlowsAsync(new([id]), cancellationToken).ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);
    }

    /// <summary>Says in the console and on the bill why the cluster ended. A cluster ends without it too: it costs until then.</summary>
    private async Task TagAsync(string id, string because, CancellationToken cancellationToken)
    {
        try
        {
            var tag = new EmrTag(ClusterBlueprint.EndedBecauseTag, TagValue.Of(because));
            await client.AddTagsAsync(new(id, [tag]), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTagged(logger, e, id, because);
        }
    }

    private async Task<IReadOnlyList<ClusterStatus>> ListAsync(
        ListClustersRequest request,
        Func<EmrCluster, bool> filter,
        CancellationToken cancellationToken
    )
    {
        List<ClusterStatus> found = [];
        string? marker = null;
        do
        {
            var page = await AskAsync(() => client.ListClustersAsync(request with { Marker = marker }, cancellationToken))
                .ConfigureAwait(false);
            found.AddRange((page.Clusters ?? []).Where(filter).Select(Status));
            marker = page.Marker;
        } while (marker is not null);

        return [.. found.OrderBy(cluster => cluster.CreatedAt).ThenBy(cluster => cluster.Id, StringComparer.Ordinal)];
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (IsThrottle(e))
        {
            throw new ClustersBusyException(Describe(e), e);
        }
    }

    private static ClusterStatus Status(EmrCluster cluster) =>
        new(
            cluster.Id,
            cluster.Name,
            cluster.Status.State switch
            {
                "STARTING" or "BOOTSTRAPPING" => ClusterPhase.Starting,
                "RUNNING" => ClusterPhase.Working,
                "WAITING" => ClusterPhase.Idle,
                "TERMINATING" => ClusterPhase.Ending,
                "TERMINATED" or "TERMINATED_WITH_ERRORS" => ClusterPhase.Ended,
                var state => throw new InvalidOperationException($"EMR has a state '{state}' of clusters that is not known here."),
            },
            cluster.Status.State,
            Join(cluster.Status.StateChangeReason?.Code, cluster.Status.StateChangeReason?.Message),
            cluster.Status.Timeline?.CreationDateTime ?? DateTimeOffset.MinValue
        )
        {
            ReadyAt = cluster.Status.Timeline?.ReadyDateTime,
            EndedAt = cluster.Status.Timeline?.EndDateTime,
            Logs = string.IsNullOrEmpty(cluster.LogUri) ? null : $"{cluster.LogUri.TrimEnd('/')}/{cluster.Id}/",
        };

    private static ClusterStep Step(EmrStep step) =>
        new(
            step.Name,
            step.Status.State switch
            {
                "PENDING" => RunStepState.Pending,
                "RUNNING" or "CANCEL_PENDING" => RunStepState.Running,
                "COMPLETED" => RunStepState.Succeeded,
                "FAILED" => RunStepState.Failed,
                _ => RunStepState.Cancelled,
            },
            step.Status.Timeline?.StartDateTime,
            step.Status.Timeline?.EndDateTime,
            Join(step.Status.FailureDetails?.Reason, step.Status.FailureDetails?.Message),
            step.Status.FailureDetails?.LogFile
        );

    private static string Join(string? first, string? second) =>
        string.Join(": ", new[] { first, second }.Where(text => !string.IsNullOrWhiteSpace(text)));

    private static string Describe(AmazonServiceException e) => Join(e.ErrorCode, e.Message);

    private static bool IsThrottle(AmazonServiceException e) =>
        e.StatusCode == HttpStatusCode.TooManyRequests || Throttles.Contains(e.ErrorCode, StringComparer.Ordinal);

    /// <summary>Whether no connection came about, so that EMR cannot have seen the request.</summary>
    private static bool WasNeverSent(Exception? e) =>
        e switch
        {
            null => false,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            } => true,
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => true,
            _ => WasNeverSent(e.InnerException),
        };

    private static partial class Log
    {
        [LoggerMessage(4221, LogLevel.Warning, "Cluster {Id} could not be tagged with why it ends: {Because}.")]
        public static partial void NotTagged(ILogger logger, Exception exception, string id, string because);
    }
}
