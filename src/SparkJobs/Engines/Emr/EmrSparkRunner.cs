using System.Text;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Emr;

/// <summary>
/// Runs scripts on a cluster that is started for them and ends with them, a step a script. The cluster outlives this process: cancelling
/// ends the wait only, and what is to end for good is ended by <see cref="EndAsync"/>.
/// </summary>
internal sealed class EmrSparkRunner(
    IObjectStore store,
    ITransientClusters clusters,
    RunClusters runs,
    ClusterWatch watch,
    StepLogs logs,
    IOptions<EmrOptions> options,
    TimeProvider time
) : ISparkRunner
{
    private const string WorkPrefix = "runs/work";
    private const string LogPrefix = "logs/emr";

    /// <summary>
    /// What a cluster's spark-sql starts with: no metastore of Hive's, and times as Delta keeps them. The scripts read and write Parquet files
    /// and the coordinator commits them, so that Delta itself is not needed there.
    /// </summary>
    private static readonly string[] Settings =
    [
        "spark.app.name=maas",
        "spark.sql.catalogImplementation=in-memory",
        "spark.sql.session.timeZone=UTC",
        "spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS",
    ];

    private readonly string _deployment = options.Value.Deployment ?? Bucket(store);

    public string Name => $"Spark on {clusters.Kind}";

    /// <summary>The engine that runs scripts so. The lake is tidied in this process: a cluster for moments of work would cost minutes.</summary>
    public static IBatchEngine CreateEngine(IServiceProvider provider)
    {
        var (store, time) = (provider.GetRequiredService<IObjectStore>(), provider.GetRequiredService<TimeProvider>());
        var clusters = provider.GetRequiredService<ITransientClusters>();
        var options = provider.GetRequiredService<IOptions<EmrOptions>>();
        var poll = new PollTimer(options, time, new Random());
        var runs = ActivatorUtilities.CreateInstance<RunClusters>(provider, new ClusterClaims(store), poll);
        var watch = ActivatorUtilities.CreateInstance<ClusterWatch>(provider, poll);
        var runner = new EmrSparkRunner(store, clusters, runs, watch, new StepLogs(store, time), options, time);
        var files = ActivatorUtilities.CreateInstance<AddressedFiles>(provider);
        return new SparkEngine(files, store, runner, ActivatorUtilities.CreateInstance<DuckDbEngine>(provider));
    }

    public string WorkFolder(string run) => store.Locate(WorkKey(run));

    public async Task<IReadOnlyList<RunStep>> RunAsync(SparkRun run, IRunProgress progress, CancellationToken cancellationToken)
    {
        var order = run.Order ?? throw new InvalidOperationException($"{run.Name} is no attempt of an hour, so it has no cluster.");
        var id = run.IsTakenUp
            ? await runs.FindAsync(order, ClusterName.Format(_deployment, order), cancellationToken).ConfigureAwait(false)
            : await StartAsync(run, order, cancellationToken).ConfigureAwait(false);
        if (id is null)
        {
            throw new BatchStepException("emr/submit", "no cluster was started for the attempt.");
        }

        var end = await watch.FollowAsync(id, progress, cancellationToken).ConfigureAwait(false);
        await runs.KeepEndedAsync(order, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(WorkKey(run.Name), cancellationToken).ConfigureAwait(false);
        if (!end.Succeeded)
        {
            throw await FailureAsync(end, cancellationToken).ConfigureAwait(false);
        }

        return [.. end.Steps.Select(step => ClusterEnd.Describe(step, time.GetUtcNow()))];
    }

    public Task<bool> HasBegunAsync(RunOrder order, CancellationToken cancellationToken) => runs.HasClaimAsync(order, cancellationToken);

    public async Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) =>
        await runs.FindAsync(order, ClusterName.Format(_deployment, order), cancellationToken).ConfigureAwait(false) is not null;

    public async Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken)
    {
        var live = await clusters.ListLiveAsync(ClusterName.Prefix(_deployment), cancellationToken).ConfigureAwait(false);
        return [.. live.Select(cluster => ClusterName.TryParse(_deployment, cluster.Name)).OfType<RunOrder>().Distinct()];
    }

    public async Task EndAsync(RunOrder order, string because, CancellationToken cancellationToken)
    {
        await runs.EndAsync(order, ClusterName.Format(_deployment, order), because, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(WorkKey(RunFolders.Attempt(order)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> StartAsync(SparkRun run, RunOrder order, CancellationToken cancellationToken)
    {
        List<ClusterStepRequest> steps = [];
        foreach (var script in run.Scripts)
        {
            var key = $"{run.Folder}/sql/{script.Job}.sql";
            await store.PutAsync(key, Encoding.UTF8.GetBytes(script.Text), cancellationToken).ConfigureAwait(false);
            steps.Add(new(script.Job, Command(store.Locate(key), WorkFolder(run.Name))));
        }

        var name = ClusterName.Format(_deployment, order);
        var request = new ClusterRequest(name, order, _deployment, store.Locate(LogPrefix), steps);
        return await runs.StartAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<string> Command(string script, string work) =>
        [
            "spark-sql",
            .. Settings.Append($"spark.sql.warehouse.dir={work}/tables").SelectMany(setting => (string[])["--conf", setting]),
            "-f",
            script,
        ];

    private async Task<BatchStepException> FailureAsync(ClusterEnd end, CancellationToken cancellationToken)
    {
        var cluster = end.Cluster;
        var place = cluster.Logs is null ? "" : $"logs: {cluster.Logs}";
        if (end.FailedStep is not { } step)
        {
            var why = $"{cluster.Id} ended as {cluster.State} before its steps were done. {cluster.Reason}";
            return new("emr/cluster", place.Length == 0 ? why : $"{why} ({place})");
        }

        var (name, cause) = await logs.ExplainAsync(step, cancellationToken).ConfigureAwait(false);
        place = string.IsNullOrEmpty(step.Log) ? place : $"log: {step.Log}";
        return new(name, $"{cause} (cluster {cluster.Id}{(place.Length == 0 ? "" : $", {place}")})");
    }

    private async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        await foreach (var item in store.ListAsync($"{folder}/", cancellationToken).ConfigureAwait(false))
        {
            keys.Add(item.Key);
        }

        foreach (var key in keys)
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string WorkKey(string run) => $"{WorkPrefix}/{run}";

    /// <summary><c>s3://bucket/prefix/lake</c> is <c>bucket/prefix</c>.</summary>
    private static string Bucket(IObjectStore store)
    {
        var lake = store.Locate(LakeTables.Prefix);
        return lake[(lake.IndexOf("://", StringComparison.Ordinal) + "://".Length)..]
            .Replace($"/{LakeTables.Prefix}", "", StringComparison.Ordinal);
    }
}
