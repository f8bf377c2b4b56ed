namespace Maas.Tracking.Runs.Clusters;

/// <summary>How a submission ended.</summary>
/// <param name="Outcome">What is certain.</param>
/// <param name="Text">The cluster's id when it was started, else why it was not, or why that is unknown.</param>
public sealed record ClusterStart(ClusterStartOutcome Outcome, string Text)
{
    public static ClusterStart Started(string id) => new(ClusterStartOutcome.Started, id);

    public static ClusterStart Refused(string reason) => new(ClusterStartOutcome.Refused, reason);

    public static ClusterStart Busy(string reason) => new(ClusterStartOutcome.Busy, reason);

    public static ClusterStart Unknown(string reason) => new(ClusterStartOutcome.Unknown, reason);
}

/// <summary>What is certain after a submission.</summary>
public enum ClusterStartOutcome
{
    /// <summary>The provider gave the cluster an id.</summary>
    Started,

    /// <summary>Nothing was started, and the same request would be refused again.</summary>
    Refused,

    /// <summary>Nothing was started, and the same request may be sent again later.</summary>
    Busy,

    /// <summary>The request may have reached the provider, but no answer came: a cluster may have been started.</summary>
    Unknown,
}
