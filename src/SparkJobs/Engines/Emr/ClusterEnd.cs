using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>A cluster that has ended, and its steps.</summary>
internal sealed record ClusterEnd(ClusterStatus Cluster, IReadOnlyList<ClusterStep> Steps)
{
    /// <summary>The work is done when every step is, whatever became of the cluster then.</summary>
    public bool Succeeded => Steps.Count > 0 && Steps.All(step => step.State == RunStepState.Succeeded);

    /// <summary>The step that failed; null when the cluster ended before one could.</summary>
    public ClusterStep? FailedStep => Steps.FirstOrDefault(step => step.State == RunStepState.Failed);

    public static RunStep Describe(ClusterStep step, DateTimeOffset now) =>
        new(
            $"emr/{step.Name}",
            step.StartedAt ?? now,
            step.EndedAt is { } ended && step.StartedAt is { } started ? ended - started : TimeSpan.Zero,
            Rows: null,
            step.State,
            step.Log
        );
}
