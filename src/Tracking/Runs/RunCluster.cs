namespace Maas.Tracking.Runs;

/// <summary>The machines that a run's engine works on when they are not this process's own.</summary>
/// <param name="Id">What a person looks for in the provider's console, such as <c>j-2AXXXXXXGAPLF</c>.</param>
/// <param name="State">The provider's own word, such as <c>BOOTSTRAPPING</c>, and after a failure its reason.</param>
/// <param name="Logs">Where its logs gather, as a URI; null when nowhere.</param>
/// <param name="CostUsd">An estimate of what it has cost so far, in US dollars; null when there is none.</param>
public sealed record RunCluster(string Id, string State, string? Logs = null, decimal? CostUsd = null)
{
    public const int TextLengthMax = 150;

    /// <summary>Whether the other says the same but for the cost, which changes by the minute.</summary>
    public bool IsLike(RunCluster? other) => other is not null && this with { CostUsd = null } == other with { CostUsd = null };
}
