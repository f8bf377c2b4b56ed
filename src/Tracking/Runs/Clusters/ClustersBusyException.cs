namespace Maas.Tracking.Runs.Clusters;

/// <summary>The provider of clusters takes no more requests right now: nothing was done, and the same may be asked again later.</summary>
public sealed class ClustersBusyException(string message, Exception? innerException = null) : Exception(message, innerException);
