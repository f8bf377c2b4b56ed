using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>Follows a cluster until it has ended, and tells what it sees.</summary>
internal sealed partial class ClusterWatch(
    ITransientClusters clusters,
    PollTimer poll,
    IOptions<EmrOptions> options,
    TimeProvider time,
    ILogger<ClusterWatch> logger
)
{
    /// <summary>
    /// Waits for the cluster's end: it costs until then. One that stays although nothing is left to do is told to end. Cancelling leaves the
    /// cluster as it is.
    /// </summary>
    public async Task<ClusterEnd> FollowAsync(string id, IRunProgress progress, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; )
        {
            try
            {
                if (await LookAsync(id, progress, cancellationToken).ConfigureAwait(false) is { } end)
                {
                    return end;
                }

                failures = 0;
                poll.Answered();
            }
            catch (Exception e)
                when (e is not (OperationCanceledException or BatchStepException) && ++failures < options.Value.PollFailuresMax)
            {
                poll.Failed();
                Log.NotSeen(logger, e, id, failures);
            }

            await poll.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One look; null while the cluster lives.</summary>
    private async Task<ClusterEnd?> LookAsync(string id, IRunProgress progress, CancellationToken cancellationToken)
    {
        // The steps after the cluster: when it has ended, they have too.
        var cluster =
            await clusters.DescribeAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new BatchStepException("emr/cluster", $"EMR knows no cluster {id}.");
        var steps = await clusters.ListStepsAsync(id, cancellationToken).ConfigureAwait(false);
        Report(cluster, steps, progress, await EstimateCostAsync(cluster, cancellationToken).ConfigureAwait(false));
        if (cluster.Phase == ClusterPhase.Ended)
        {
            return new(cluster, steps);
        }

        if (cluster.Phase == ClusterPhase.Idle)
        {
            await clusters.EndAsync(id, "its steps are done and it stayed", cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>What it costs is nice to know, and no reason to lose sight of the cluster: null when it cannot be told now.</summary>
    private async Task<decimal?> EstimateCostAsync(ClusterStatus cluster, CancellationToken cancellationToken)
    {
        try
        {
            return cluster.ReadyAt is null && cluster.Phase != ClusterPhase.Ended
                ? null
                : await clusters.EstimateCostAsync(cluster.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotEstimated(logger, e, cluster.Id);
            return null;
        }
    }

    private void Report(ClusterStatus cluster, IReadOnlyList<ClusterStep> steps, IRunProgress progress, decimal? cost)
    {
        var state = cluster.Reason.Length == 0 ? cluster.State : $"{cluster.State}: {cluster.Reason}";
        progress.Report(new RunCluster(cluster.Id, state, cluster.Logs, cost));
        foreach (var step in steps.Where(step => step.StartedAt is not null))
        {
            progress.Report(ClusterEnd.Describe(step, time.GetUtcNow()));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Warning, "Cluster {Id} could not be looked at, {Failures} times in a row.")]
        public static partial void NotSeen(ILogger logger, Exception exception, string id, int failures);

        [LoggerMessage(4212, LogLevel.Debug, "What cluster {Id} costs could not be estimated.")]
        public static partial void NotEstimated(ILogger logger, Exception exception, string id);
    }
}
