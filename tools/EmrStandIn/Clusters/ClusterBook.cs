using System.Globalization;
using System.Text.Json.Nodes;

namespace Maas.EmrStandIn.Clusters;

/// <summary>All clusters, kept in memory. Thread-safe.</summary>
internal sealed class ClusterBook(TimeProvider time) : IDisposable
{
    private const int PageClusters = 50;
    private readonly Lock _lock = new();
    private readonly List<StandInCluster> _clusters = [];

    public IReadOnlyList<StandInCluster> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _clusters];
            }
        }
    }

    public StandInCluster Add(JsonObject request, IReadOnlyList<StandInStep> steps)
    {
        var cluster = new StandInCluster(request, steps, time.GetUtcNow());
        lock (_lock)
        {
            _clusters.Add(cluster);
        }

        return cluster;
    }

    public StandInCluster? Find(string id) => All.FirstOrDefault(cluster => cluster.Id == id);

    /// <summary>A page of the clusters that the filter lets pass, the newest first, and the marker of the next page.</summary>
    public IReadOnlyList<StandInCluster> Page(Func<StandInCluster, bool> filter, string marker, out string? nextMarker)
    {
        var offset = marker.Length == 0 ? 0 : int.Parse(marker, CultureInfo.InvariantCulture);
        var rest = All.Reverse().Where(filter).Skip(offset).ToList();
        nextMarker = rest.Count > PageClusters ? (offset + PageClusters).ToString(CultureInfo.InvariantCulture) : null;
        return [.. rest.Take(PageClusters)];
    }

    public void Dispose()
    {
        foreach (var cluster in All)
        {
            cluster.Dispose();
        }
    }
}
