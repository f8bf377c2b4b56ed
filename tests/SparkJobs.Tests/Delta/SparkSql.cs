using System.Diagnostics;

namespace Maas.SparkJobs.Tests.Delta;

/// <summary>Apache Spark with Delta Lake, if the environment has it.</summary>
internal static class SparkSql
{
    /// <summary>Runs the script; returns what it prints, a row a line, columns split by tabs.</summary>
    public static async Task<IReadOnlyList<string[]>> RunAsync(string script, CancellationToken cancellationToken)
    {
        var home = Environment.GetEnvironmentVariable("SPARK_HOME");
        if (home is null || !File.Exists(Path.Combine(home, "bin", "spark-sql")))
        {
            Assert.Skip(
                "Apache Spark is missing: set SPARK_HOME to the folder of Spark 3.5 with delta-spark and delta-storage 3.3 among its jars, and have Java 17."
            );
        }

        var file = Path.Combine(Path.GetTempPath(), $"maas-{Guid.NewGuid():N}.sql");
        await File.WriteAllTextAsync(file, script, cancellationToken);
        try
        {
            var start = new ProcessStartInfo(Path.Combine(home, "bin", "spark-sql"))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            };
            start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
            string[] settings =
            [
                "spark.sql.catalogImplementation=in-memory",
                "spark.ui.enabled=false",
                "spark.sql.session.timeZone=UTC",
                // Little data and many questions: compiling each costs more than it saves.
                "spark.sql.codegen.wholeStage=false",
                "spark.sql.codegen.factoryMode=NO_CODEGEN",
                "spark.sql.shuffle.partitions=1",
                "spark.databricks.delta.snapshotPartitions=1",
                "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
                "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
            ];
            foreach (
                var argument in (string[])
                    ["--master", "local[2]", "-S", .. settings.SelectMany(setting => new[] { "--conf", setting }), "-f", file]
            )
                start.ArgumentList.Add(argument);
            using var spark = Process.Start(start)!;
            var errors = spark.StandardError.ReadToEndAsync(cancellationToken);
            var output = await spark.StandardOutput.ReadToEndAsync(cancellationToken);
            await spark.WaitForExitAsync(cancellationToken);
            spark.ExitCode.ShouldBe(0, await errors);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
