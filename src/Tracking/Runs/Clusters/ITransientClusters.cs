namespace Maas.Tracking.Runs.Clusters;

/// <summary>
/// A provider of clusters that are started for one attempt, run its steps and end by themselves. A cluster is found by its name, for the
/// provider has no other way to tell two submissions from one. When the provider cannot be asked right now, members throw
/// <see cref="ClustersBusyException"/>; other exceptions mean that it cannot be reached or refuses. Thread-safe.
/// </summary>
public interface ITransientClusters
{
    /// <summary>What the clusters are, such as <c>EMR emr-7.12.0</c>.</summary>
    string Kind { get; }

    /// <summary>Starts a cluster. Sent once and never repeated: the answer says what is certain.</summary>
    Task<ClusterStart> StartAsync(ClusterRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The clusters of that name in any state that were created since, the oldest first. One that has just been started, or is changing its
    /// state, may be missing.
    /// </summary>
    Task<IReadOnlyList<ClusterStatus>> FindAsync(string name, DateTimeOffset createdAfter, CancellationToken cancellationToken);

    /// <summary>The clusters that have not ended and whose name begins so. The same may be missing.</summary>
    Task<IReadOnlyList<ClusterStatus>> ListLiveAsync(string namePrefix, CancellationToken cancellationToken);

    /// <summary>The cluster, or null when the provider knows none of that id.</summary>
    Task<ClusterStatus?> DescribeAsync(string id, CancellationToken cancellationToken);

    /// <summary>The cluster's steps in their order.</summary>
    Task<IReadOnlyList<ClusterStep>> ListStepsAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// What the cluster has cost so far by list prices, in US dollars: an estimate. Null when its machines are not known yet, or one of them has no
    /// price.
    /// </summary>
    Task<decimal?> EstimateCostAsync(string id, CancellationToken cancellationToken);

    /// <summary>Asks for the cluster's end, whatever it does. It ends some time later. No error when it has ended already.</summary>
    /// <param name="id">The cluster.</param>
    /// <param name="because">Why, in a few words: the cluster carries them from then on, if the provider takes them.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    Task EndAsync(string id, string because, CancellationToken cancellationToken);
}
