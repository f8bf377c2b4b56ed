using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;

namespace Maas.SparkJobs.Tests.Emr;

/// <summary>
/// EMR in memory. A cluster goes a state further each time it is described, so it ends however time passes. Not a copy of EMR: the stand-in
/// is, and needs seconds where this needs none.
/// </summary>
internal sealed class FakeEmr(TimeProvider time)
{
    private static readonly (ClusterPhase Phase, string State)[] Life =
    [
        (ClusterPhase.Starting, "STARTING"),
        (ClusterPhase.Starting, "BOOTSTRAPPING"),
        (ClusterPhase.Working, "RUNNING"),
        (ClusterPhase.Working, "RUNNING"),
        (ClusterPhase.Ending, "TERMINATING"),
        (ClusterPhase.Ended, "TERMINATED"),
    ];

    private readonly Lock _lock = new();
    private readonly List<FakeCluster> _clusters = [];

    /// <summary>Every cluster ever started.</summary>
    public IReadOnlyList<FakeCluster> Clusters
    {
        get
        {
            lock (_lock)
            {
                return [.. _clusters];
            }
        }
    }

    /// <summary>Clusters that work, or will.</summary>
    public IEnumerable<FakeCluster> Live => Clusters.Where(cluster => cluster.At < Life.Length - 1);

    /// <summary>The most clusters that were alive at one time.</summary>
    public int LiveMax { get; private set; }

    /// <summary>How many lists a new cluster is missing from.</summary>
    public int HiddenLists { get; set; }

    /// <summary>Whether clusters stop in RUNNING: only a request ends them.</summary>
    public bool StaysRunning { get; set; }

    /// <summary>Whether not even a request ends them.</summary>
    public bool NeverEnds { get; set; }

    /// <summary>Whether nobody can tell what clusters cost.</summary>
    public bool CostIsUnknown { get; set; }

    /// <summary>The step that fails, if any.</summary>
    public string? FailingStep { get; set; }

    public string Start(ClusterRequest request)
    {
        lock (_lock)
        {
            var cluster = new FakeCluster($"j-{_clusters.Count + 1}", request, time.GetUtcNow()) { Hidden = HiddenLists };
            _clusters.Add(cluster);
            LiveMax = Math.Max(LiveMax, Live.Count());
            return cluster.Id;
        }
    }

    public ClusterStatus? Describe(string id)
    {
        lock (_lock)
        {
            if (_clusters.Find(cluster => cluster.Id == id) is not { } cluster)
            {
                return null;
            }

            if (cluster.At < Life.Length - 1 && !NeverEnds && !(StaysRunning && cluster is { At: 3, EndedBecause: null }))
            {
                cluster.At++;
                cluster.Ready |= cluster.At == 2;
            }

            return Status(cluster);
        }
    }

    public IReadOnlyList<ClusterStatus> List(Func<FakeCluster, bool> filter)
    {
        lock (_lock)
        {
            var seen = _clusters.Where(cluster => cluster.Hidden <= 0 && filter(cluster)).Select(Status).ToList();
            _clusters.ForEach(cluster => cluster.Hidden--);
            return seen;
        }
    }

    public IReadOnlyList<ClusterStep> Steps(string id)
    {
        lock (_lock)
        {
            var cluster = _clusters.Find(cluster => cluster.Id == id)!;
            var failed = false;
            return [.. cluster.Request.Steps.Select(step => Step(cluster, step.Name, ref failed))];
        }
    }

    /// <summary>A cent for each state so far; null when nobody can tell.</summary>
    public decimal? EstimateCost(string id) => CostIsUnknown ? null : Clusters.Single(cluster => cluster.Id == id).At / 100m;

    public void End(string id, string because)
    {
        lock (_lock)
        {
            var cluster = _clusters.Find(cluster => cluster.Id == id)!;
            cluster.EndedBecause ??= because;
            if (cluster.At < 4 && !NeverEnds)
            {
                (cluster.Cut, cluster.At) = (true, 4);
            }
        }
    }

    private ClusterStep Step(FakeCluster cluster, string name, ref bool failed)
    {
        var state =
            cluster.At < 2 ? RunStepState.Pending
            : cluster.At < 4 ? RunStepState.Running
            : cluster.Cut || failed ? RunStepState.Cancelled
            : name == FailingStep ? RunStepState.Failed
            : RunStepState.Succeeded;
        failed |= state == RunStepState.Failed;
        DateTimeOffset? started = cluster.At < 2 ? null : cluster.CreatedAt;
        return new(
            name,
            state,
            started,
            cluster.At < 4 ? null : time.GetUtcNow(),
            "",
            failed ? $"s3://bucket/logs/{name}/stderr.gz" : null
        );
    }

    private static ClusterStatus Status(FakeCluster cluster) =>
        new(cluster.Id, cluster.Request.Name, Life[cluster.At].Phase, Life[cluster.At].State, "", cluster.CreatedAt)
        {
            ReadyAt = cluster.Ready ? cluster.CreatedAt : null,
        };
}

/// <summary>A cluster of <see cref="FakeEmr"/>.</summary>
internal sealed class FakeCluster(string id, ClusterRequest request, DateTimeOffset createdAt)
{
    public string Id => id;

    public ClusterRequest Request => request;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>How far it is in its life.</summary>
    public int At { get; set; }

    /// <summary>Whether it got as far as to work.</summary>
    public bool Ready { get; set; }

    /// <summary>Lists that it is still missing from.</summary>
    public int Hidden { get; set; }

    /// <summary>Why somebody asked for its end; null when nobody did.</summary>
    public string? EndedBecause { get; set; }

    /// <summary>Whether somebody asked for its end.</summary>
    public bool Told => EndedBecause is not null;

    /// <summary>Whether it was ended before its steps were.</summary>
    public bool Cut { get; set; }
}
