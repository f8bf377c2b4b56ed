namespace Maas.Tracking.Runs.Clusters;

/// <summary>A cluster as its provider describes it.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Name">The name that it was started with.</param>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="State">The provider's own word for it, such as <c>BOOTSTRAPPING</c>.</param>
/// <param name="Reason">Why it is in that state, as the provider says; empty when it does not.</param>
/// <param name="CreatedAt">When it was asked for.</param>
public sealed record ClusterStatus(string Id, string Name, ClusterPhase Phase, string State, string Reason, DateTimeOffset CreatedAt)
{
    /// <summary>When its machines were ready to work; null before.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where its logs gather, as a URI; null when that is not told.</summary>
    public string? Logs { get; init; }
}

/// <summary>The life of a cluster.</summary>
public enum ClusterPhase
{
    /// <summary>Its machines are being got and set up.</summary>
    Starting,

    /// <summary>It works on its steps.</summary>
    Working,

    /// <summary>It has no steps left, and waits.</summary>
    Idle,

    /// <summary>It is shutting down.</summary>
    Ending,

    /// <summary>Its machines are gone, and cost nothing any more.</summary>
    Ended,
}
