using System.Diagnostics;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Runs scripts with the spark-sql of <c>SPARK_HOME</c>.</summary>
internal static class SparkSql
{
    public static string? Home => Environment.GetEnvironmentVariable("SPARK_HOME");

    public static async Task<string> RunAsync(string script, string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "script.sql");
        await File.WriteAllTextAsync(file, script);
        var start = new ProcessStartInfo(Path.Combine(Home!, "bin", "spark-sql"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SPARK_LOCAL_IP"] = "127.0.0.1" },
        };
        foreach (
            var setting in (string[])
                [
                    "spark.sql.catalogImplementation=in-memory",
                    "spark.ui.enabled=false",
                    "spark.sql.session.timeZone=UTC",
                    "spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS",
                    "spark.sql.shuffle.partitions=1",
                    $"spark.sql.warehouse.dir={Path.Combine(folder, "tables")}",
                    "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
                    "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
                ]
        )
        {
            start.ArgumentList.Add("--conf");
            start.ArgumentList.Add(setting);
        }

        start.ArgumentList.Add("--master");
        start.ArgumentList.Add("local[2]");
        start.ArgumentList.Add("-f");
        start.ArgumentList.Add(file);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{await errors}\n{await output}");
        return await output;
    }
}
