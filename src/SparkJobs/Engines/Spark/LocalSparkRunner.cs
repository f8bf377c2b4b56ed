using System.ComponentModel;
using System.Globalization;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>
/// Runs scripts with the spark-sql of an installed Spark, as a child of this process. All scripts of a run share one application: a start
/// costs as much as a small job. Everything that lives as long as the run lies in one folder, which goes with it.
/// </summary>
internal sealed partial class LocalSparkRunner(
    IObjectStore store,
    ScratchFolder scratch,
    TimeProvider time,
    IOptions<SparkOptions> options,
    ILogger<LocalSparkRunner> logger
) : ISparkRunner
{
    private const string JavaOptions = "spark.driver.extraJavaOptions";
    private const long DefaultMemoryMiBMax = 4_096;
    private const long BytesAMiB = 1024 * 1024;

    private readonly SparkOptions _options = options.Value;

    private string Home => SparkHome.Of(_options) ?? throw new InvalidOperationException($"{SparkOptions.Section}:Home is missing.");

    private string TempPath => Path.GetFullPath(_options.TempPath ?? Path.Combine(scratch.Path, "spark"));

    public string Name => $"Spark {SparkHome.Version(Home)} on {_options.Master}";

    public string WorkFolder(string run) => SparkText.Address($"{RunPath(run)}/rows");

    public async Task<IReadOnlyList<RunStep>> RunAsync(SparkRun run, IRunProgress progress, CancellationToken cancellationToken)
    {
        Sweep();
        var folder = RunPath(run.Name);
        Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        var logPath = Path.Combine(folder, "spark.log");
        var places = run.Scripts.SelectMany(script => script.Outputs).Select(SparkText.Place).ToList();
        places.ForEach(SparkFiles.Prepare);
        try
        {
            using var output = new SparkOutput(logPath, _options.LogBytesMax, time, progress);
            await RunAsync(run, folder, output, cancellationToken).ConfigureAwait(false);
            places.ForEach(SparkFiles.Settle);
            return output.Steps;
        }
        finally
        {
            // The log is of use above all when the run is being cancelled or has failed.
            await store
                .PutAsync(
                    run.LogKey,
                    await File.ReadAllBytesAsync(logPath, CancellationToken.None).ConfigureAwait(false),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(SparkRun run, string folder, SparkOutput output, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.TimeMax, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Log.Starting(logger, run.Name, Name);
        using var spark = Start(folder, output.Read);
        try
        {
            var through = await RunPartsAsync(spark, [.. run.Scripts.SelectMany(script => script.Parts)], stop.Token).ConfigureAwait(false);
            // At its end everything that it had to say is here.
            var code = await spark.EndAsync(stop.Token).ConfigureAwait(false);
            if (!through || code != 0)
            {
                throw Failed(
                    output,
                    run,
                    output.Failure ?? string.Create(CultureInfo.InvariantCulture, $"spark-sql ended with code {code}")
                );
            }

            Log.Ended(logger, run.Name);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed(output, run, $"it took longer than {_options.TimeMax} ({SparkOptions.Section}:{nameof(SparkOptions.TimeMax)})");
        }
        finally
        {
            await spark.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs the parts that there is something to do for; false when a statement failed.</summary>
    private static async Task<bool> RunPartsAsync(SparkSession spark, List<SparkPart> parts, CancellationToken cancellationToken)
    {
        for (var at = 0; at < parts.Count; )
        {
            var part = parts[at];
            var spared = part.OnlyIfAny is { } view && await spark.AnyAsync(view, cancellationToken).ConfigureAwait(false) is false;
            if (!await spark.RunAsync(spared ? part.Otherwise : part.Text, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            at += spared ? part.Spared : 1;
        }

        return true;
    }

    private SparkSession Start(string folder, Action<string> readLine)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SPARK_HOME"] = Home };
        // A name of the machine that resolves to an address without a route keeps a local Spark from starting.
        if (_options.Master.StartsWith("local", StringComparison.Ordinal))
        {
            environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        }

        // The workers of a local-cluster would keep theirs where Spark is installed.
        environment["SPARK_WORKER_DIR"] = Path.Combine(folder, "tmp");
        var spark = new SparkSession(folder);
        try
        {
            spark.Start(Command(folder), environment, readLine);
            return spark;
        }
        catch (Win32Exception missing)
        {
            throw new BatchStepException("start of Spark", $"bash cannot be started: {missing.Message}", missing);
        }
    }

    private IEnumerable<string> Command(string folder)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["spark.app.name"] = "maas",
            ["spark.sql.catalogImplementation"] = "in-memory",
            ["spark.sql.warehouse.dir"] = $"{folder}/tables",
            ["spark.local.dir"] = $"{folder}/tmp",
            ["spark.hadoop.hive.exec.scratchdir"] = $"{folder}/tmp/hive",
            ["spark.hadoop.hive.exec.local.scratchdir"] = $"{folder}/tmp/hive",
            ["spark.hadoop.hive.downloaded.resources.dir"] = $"{folder}/tmp/hive",
            [JavaOptions] = $"-XX:-UsePerfData -Djava.io.tmpdir={folder}/tmp -Dderby.system.home={folder}/tmp",
            ["spark.ui.enabled"] = "false",
            ["spark.driver.memory"] = $"{(_options.MemoryMiB > 0 ? _options.MemoryMiB : DefaultMemoryMiB())}m",
        };
        foreach (var (name, value) in _options.Conf)
        {
            settings[name] = name == JavaOptions ? $"{settings[name]} {value}" : value;
        }

        return
        [
            SparkHome.Command(Home),
            "--master",
            _options.Master,
            .. settings.SelectMany(setting => (string[])["--conf", $"{setting.Key}={setting.Value}"]),
        ];
    }

    /// <summary>One run at a time: what lies here was left by a process that was killed, and its Spark ended with it.</summary>
    private void Sweep()
    {
        if (!Directory.Exists(TempPath))
        {
            return;
        }

        foreach (var left in Directory.EnumerateDirectories(TempPath, "run-*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private string RunPath(string run) => Path.Combine(TempPath, $"run-{run}");

    private static BatchStepException Failed(SparkOutput output, SparkRun run, string cause)
    {
        output.Fail();
        return new BatchStepException(output.CurrentStep, $"{cause} (log: {run.LogKey})");
    }

    private static long DefaultMemoryMiB() =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesAMiB, 512, DefaultMemoryMiBMax);

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Information, "Run {Run} starts {Spark}.")]
        public static partial void Starting(ILogger logger, string run, string spark);

        [LoggerMessage(4302, LogLevel.Information, "Run {Run}: Spark is done.")]
        public static partial void Ended(ILogger logger, string run);
    }
}
