using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Emr;
using Maas.SparkJobs.Tests.Emr;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Tests.Runs.Emr;

/// <summary>A batch whose jobs run on clusters, by the product's own protocol.</summary>
internal sealed class ClusterBatch : FakeBatch
{
    private readonly Process _process;
    private readonly RunClusters _runs;
    private readonly ClusterWatch _watch;
    private readonly FakeClusters _clusters;

    public ClusterBatch(Process process, EmrWorld world)
        : base(process)
    {
        _process = process;
        _clusters = new(world.Emr, new Calls(process));
        var options = Options.Create(new EmrOptions());
        var poll = new PollTimer(options, world.Time, new Random(7));
        _runs = new(_clusters, new(new ClaimStore(process, world)), poll, options, world.Time, NullLogger<RunClusters>.Instance);
        _watch = new(_clusters, poll, options, world.Time, NullLogger<ClusterWatch>.Instance);
    }

    /// <summary>What the next submissions are answered with instead; those with an effect have it.</summary>
    public Queue<(ClusterStart Answer, bool Effect)> Answers => _clusters.Answers;

    public override async Task<RunReport> ExecuteAsync(RunOrder order, IRunProgress progress, CancellationToken cancellationToken)
    {
        var report = _process.Call("prepare", () => Begin(order));
        var id = await _runs.HasClaimAsync(order, cancellationToken)
            ? await _runs.FindAsync(order, Request(order).Name, cancellationToken)
            : await _runs.StartAsync(Request(order), cancellationToken);
        var end = await _watch.FollowAsync(id ?? throw new BatchStepException("submit", "there is none"), progress, cancellationToken);
        await _runs.KeepEndedAsync(order, cancellationToken);
        if (!end.Succeeded)
        {
            throw new BatchStepException("cluster", "its steps are not done");
        }

        _process.Call("store report", () => _process.World.Reports[order] = report);
        return report;
    }

    public override async Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) =>
        await _runs.FindAsync(order, Request(order).Name, cancellationToken) is not null;

    public override async Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken)
    {
        var live = await _clusters.ListLiveAsync(ClusterName.Prefix(EmrWorld.Deployment), cancellationToken);
        return [.. live.Select(cluster => ClusterName.TryParse(EmrWorld.Deployment, cluster.Name)).OfType<RunOrder>()];
    }

    public override async Task DiscardAsync(RunOrder order, string because, CancellationToken cancellationToken)
    {
        await _runs.EndAsync(order, Request(order).Name, because, cancellationToken);
        await base.DiscardAsync(order, because, cancellationToken);
    }

    public static ClusterRequest Request(RunOrder order) =>
        new(
            ClusterName.Format(EmrWorld.Deployment, order),
            order,
            EmrWorld.Deployment,
            "s3://bucket/logs/emr",
            [new("device_lake", []), new("tracking_match", [])]
        );

    private sealed class Calls(Process process) : FakeClusters.ICalls
    {
        public T Call<T>(string name, Func<T> effect) => process.Call(name, effect);
    }
}
