using Maas.Tracking.Runs.Clusters;

namespace Maas.SparkJobs.Tests.Emr;

/// <summary>A process's way to EMR.</summary>
/// <param name="emr">EMR.</param>
/// <param name="call">Passes every call on, by its name; it may throw before or after the effect.</param>
internal sealed class FakeClusters(FakeEmr emr, FakeClusters.ICalls? call = null) : ITransientClusters
{
    /// <summary>Passes calls on to the outside.</summary>
    internal interface ICalls
    {
        T Call<T>(string name, Func<T> effect);
    }

    /// <summary>What the next submissions are answered with instead; those with an effect have it.</summary>
    public Queue<(ClusterStart Answer, bool Effect)> Answers { get; } = new();

    public int Submissions { get; private set; }

    public string Kind => "EMR in memory";

    public async Task<ClusterStart> StartAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call(
            "start cluster",
            () =>
            {
                Submissions++;
                if (!Answers.TryDequeue(out var answer))
                {
                    return ClusterStart.Started(emr.Start(request));
                }

                if (answer.Effect)
                {
                    emr.Start(request);
                }

                return answer.Answer;
            }
        );
    }

    public async Task<IReadOnlyList<ClusterStatus>> FindAsync(string name, DateTimeOffset createdAfter, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call("find cluster", () => emr.List(cluster => cluster.Request.Name == name && cluster.CreatedAt > createdAfter));
    }

    public async Task<IReadOnlyList<ClusterStatus>> ListLiveAsync(string namePrefix, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call(
            "list clusters",
            () => emr.List(cluster => emr.Live.Contains(cluster) && cluster.Request.Name.StartsWith(namePrefix, StringComparison.Ordinal))
        );
    }

    public async Task<ClusterStatus?> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call("describe cluster", () => emr.Describe(id));
    }

    public async Task<IReadOnlyList<ClusterStep>> ListStepsAsync(string id, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call("list steps", () => emr.Steps(id));
    }

    public async Task<decimal?> EstimateCostAsync(string id, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Call("estimate cost", () => emr.EstimateCost(id));
    }

    public async Task EndAsync(string id, string because, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Call(
            "end cluster",
            () =>
            {
                emr.End(id, because);
                return true;
            }
        );
    }

    private T Call<T>(string name, Func<T> effect) => call is null ? effect() : call.Call(name, effect);
}
