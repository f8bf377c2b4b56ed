namespace Maas.Tracking.Runs.Clusters;

/// <summary>A step of a cluster as its provider describes it.</summary>
/// <param name="Name">The name that it was given.</param>
/// <param name="State">How it stands.</param>
/// <param name="StartedAt">When it began; null while it waits.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Reason">Of a failed step what the provider says of the cause, in one line; empty when it does not know.</param>
/// <param name="Log">Of a failed step where its log is, as a URI; null when there is none.</param>
public sealed record ClusterStep(
    string Name,
    RunStepState State,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string Reason,
    string? Log
);
