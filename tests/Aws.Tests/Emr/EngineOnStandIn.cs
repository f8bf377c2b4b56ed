using System.Collections.Concurrent;
using Maas.EmrStandIn.Control;
using Maas.SparkJobs.Engines.Emr;
using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Tests.Emr;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Tests.Emr;

/// <summary>
/// The product's engine of EMR over the product's adapter, against the stand-in: its bucket is a folder, its waits pass at once. Steps run a
/// program that is not Spark but speaks like it.
/// </summary>
internal sealed class EngineOnStandIn : IAsyncDisposable
{
    public const string Bucket = "bucket";

    /// <summary>Prints the step that it is in, and fails in a script that says so.</summary>
    private const string Program = """
        #!/bin/bash
        script="${@: -1}"
        printf 'maas.step\t%s\n' "$(sed -n 's/^-- step //p' "$script")"
        grep -q '^-- fails' "$script" || exit 0
        echo '26/11/22 11:05:12 WARN TaskSetManager: Lost task 0.0' >&2
        echo 'java.io.IOException: survived' >&2
        echo '26/11/22 11:05:13 ERROR SparkSQLDriver: Failed' >&2
        echo 'org.apache.spark.SparkException: Job aborted due to nobody' >&2
        echo 'Caused by: java.lang.IllegalStateException: later' >&2
        exit 1
        """;

    private readonly StandIn _emr;
    private readonly FolderObjectStore _store;

    private EngineOnStandIn(StandIn emr, FolderObjectStore store, EmrOptions options)
    {
        (_emr, _store) = (emr, store);
        var bound = Options.Create(options);
        var poll = new PollTimer(bound, Time, new Random(7));
        var runs = new RunClusters(emr.Clusters, new(store), poll, bound, Time, NullLogger<RunClusters>.Instance);
        var watch = new ClusterWatch(emr.Clusters, poll, bound, Time, NullLogger<ClusterWatch>.Instance);
        Runner = new(store, emr.Clusters, runs, watch, new StepLogs(store, Time), bound, Time);
    }

    public EmrSparkRunner Runner { get; }

    /// <summary>Begins now, for the stand-in dates its clusters.</summary>
    public SteppedTime Time { get; } = new(TimeProvider.System.GetUtcNow());

    public FaultPlan Faults => _emr.Faults;

    public StandIn Emr => _emr;

    public FolderObjectStore Store => _store;

    public Progress Told { get; } = new();

    public static async Task<EngineOnStandIn> StartAsync(EmrOptions? options = null)
    {
        var store = new FolderObjectStore($"s3://{Bucket}/");
        // The stand-in takes the folder's parent for the server's, in which a bucket is a folder.
        var served = Directory.CreateDirectory(store.Root + "-served").FullName;
        Directory.CreateSymbolicLink(Path.Combine(served, Bucket), store.Root);
        var spark = Directory.CreateDirectory(Path.Combine(served, "spark", "bin")).FullName;
        var program = Path.Combine(spark, "spark-sql");
        await File.WriteAllTextAsync(program, Program, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var emr = await StandIn.StartAsync("--Folder", served, "--Spark", Path.Combine(served, "spark"));
        return new(emr, store, options ?? new EmrOptions { Deployment = "here" });
    }

    /// <summary>Runs two scripts, of which the named one fails, and lets time pass until the end.</summary>
    public Task<IReadOnlyList<RunStep>> RunAsync(string? failing = null, bool takenUp = false) =>
        Time.RunAsync(Runner.RunAsync(Run(failing) with { IsTakenUp = takenUp }, Told, TestContext.Current.CancellationToken));

    public static SparkRun Run(string? failing = null) =>
        new(
            "2026112210-3",
            StandIn.Order,
            StandIn.Order.Folder,
            $"{StandIn.Order.Folder}/spark.log",
            [Script("device_lake", failing), Script("tracking_match", failing)]
        );

    public async ValueTask DisposeAsync()
    {
        await _emr.DisposeAsync();
        Directory.Delete(_store.Root + "-served", recursive: true);
        _store.Dispose();
    }

    private static SparkScript Script(string job, string? failing) =>
        new(job, [new SparkPart($"-- step {job}/join\n{(job == failing ? "-- fails\n" : "")}")], []);

    /// <summary>What the engine tells while it works.</summary>
    internal sealed class Progress : IRunProgress
    {
        private readonly ConcurrentQueue<RunCluster> _clusters = new();
        private readonly ConcurrentQueue<RunStep> _steps = new();

        public IReadOnlyList<RunCluster> Clusters => [.. _clusters];

        public IReadOnlyList<RunStep> Steps => [.. _steps];

        public void Report(RunStep value) => _steps.Enqueue(value);

        public void Report(RunCluster value) => _clusters.Enqueue(value);
    }
}
