using System.Diagnostics;
using System.IO.Compression;
using Maas.EmrStandIn.Clusters;

namespace Maas.EmrStandIn.Steps;

/// <summary>
/// Runs a step's program with a local Spark over the folder behind the S3 server. Addresses in arguments and scripts become paths; what the
/// program prints goes below the cluster's log address, as EMR puts it.
/// </summary>
internal sealed class SparkSteps(EmrStandInOptions options) : IStepRunner
{
    private static readonly string[] Programs = ["spark-sql", "spark-submit"];

    /// <summary>What a cluster has and a Spark on one machine lacks, or the other way round.</summary>
    private readonly string[] _settings =
    [
        "spark.sql.catalogImplementation=in-memory",
        "spark.ui.enabled=false",
        "spark.driver.host=127.0.0.1",
    ];

    private readonly BucketFolder _buckets = new(options.Folder);

    public async Task<StepResult> RunAsync(StandInCluster cluster, StandInStep step, CancellationToken cancellationToken)
    {
        var logs = cluster.LogUri.Length == 0 ? "" : $"{cluster.LogUri.TrimEnd('/')}/{cluster.Id}/steps/{step.Id}";
        if (
            !step.Jar.EndsWith("command-runner.jar", StringComparison.Ordinal)
            || step.Arguments is not [var program, ..]
            || !Programs.Contains(program)
        )
        {
            await KeepAsync(logs, "stderr", $"Only command-runner.jar with {string.Join(" or ", Programs)} runs here.");
            return new(Succeeded: false, Log(logs));
        }

        var folder = Directory.CreateTempSubdirectory("emr-step-");
        try
        {
            using var process = Process.Start(await PrepareAsync(step, folder.FullName, cancellationToken))!;
            var (output, errors) = (
                process.StandardOutput.ReadToEndAsync(CancellationToken.None),
                process.StandardError.ReadToEndAsync(CancellationToken.None)
            );
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }

                await KeepAsync(logs, "stdout", await output);
                await KeepAsync(logs, "stderr", await errors);
            }

            _buckets.RemoveChecksums();
            return new(process.ExitCode == 0, Log(logs));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<ProcessStartInfo> PrepareAsync(StandInStep step, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(options.Spark, "bin", step.Arguments[0]))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SPARK_HOME"] = options.Spark, ["SPARK_LOCAL_IP"] = "127.0.0.1" },
        };
        foreach (var setting in (string[])[.. _settings, $"spark.sql.warehouse.dir={Path.Combine(folder, "warehouse")}"])
        {
            start.ArgumentList.Add("--conf");
            start.ArgumentList.Add(setting);
        }

        start.ArgumentList.Add("--master");
        start.ArgumentList.Add(options.Master);
        for (var at = 1; at < step.Arguments.Count; at++)
        {
            var argument = step.Arguments[at];
            if (argument is "--master" or "--deploy-mode")
            {
                at++;
            }
            else if (BucketFolder.IsAddress(argument) && argument.EndsWith(".sql", StringComparison.Ordinal))
            {
                start.ArgumentList.Add(await CopyScriptAsync(argument, folder, at, cancellationToken));
            }
            else
            {
                start.ArgumentList.Add(_buckets.ToPaths(argument));
            }
        }

        return start;
    }

    private async Task<string> CopyScriptAsync(string address, string folder, int number, CancellationToken cancellationToken)
    {
        var script = await File.ReadAllTextAsync(_buckets.ToPaths(address), cancellationToken);
        var copy = Path.Combine(folder, $"script-{number}.sql");
        await File.WriteAllTextAsync(copy, _buckets.ToPaths(script), cancellationToken);
        return copy;
    }

    private async Task KeepAsync(string logs, string name, string text)
    {
        if (logs.Length == 0)
        {
            return;
        }

        var path = _buckets.ToPaths($"{logs}/{name}.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await using var writer = new StreamWriter(gzip);
        await writer.WriteAsync(text);
    }

    private static string Log(string logs) => logs.Length == 0 ? "" : $"{logs}/stderr.gz";
}
