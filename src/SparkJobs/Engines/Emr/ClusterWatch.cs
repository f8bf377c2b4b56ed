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
                    return end;
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
        Report(cluster, steps, progress);
        if (cluster.Phase == ClusterPhase.Ended)
            return new(cluster, steps);
        if (cluster.Phase == ClusterPhase.Idle)
            await clusters.EndAsync(id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private void Report(ClusterStatus cluster, IReadOnlyList<ClusterStep> steps, IRunProgress progress)
    {
        progress.Report(
            new RunCluster(cluster.Id, cluster.Reason.Length == 0 ? cluster.State : $"{cluster.State}: {cluster.Reason}", cluster.Logs)
        );
        foreach (var step in steps.Where(step => step.StartedAt is not null))
            progress.Report(ClusterEnd.Describe(step, time.GetUtcNow()));
    }

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Warning, "Cluster {Id} could not be looked at, {Failures} times in a row.")]
        public static partial void NotSeen(ILogger logger, Exception exception, string id, int failures);
    }
}
