using Maas.SparkJobs.Engines.Spark;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The product's own start of Spark: in one process, and as a small cluster of processes on this machine.</summary>
public sealed class LocalSparkTests
{
    [Theory]
    [InlineData("local[2]")]
    [InlineData("local-cluster[2,1,1024]")]
    public async Task Run_OfAnHourOfNastyRows_LeavesTheSameLake(string master)
    {
        SparkHere.OrSkip();
        using var classes = new ClassFolder();
        var options = SparkHere.Options(master);
        // A cluster's master serves pages, which some copies of Spark are without: an empty folder of them will do.
        options.Conf["spark.driver.extraClassPath"] = classes.Path;
        using var lakes = new TwoLakes(lake => SparkHere.Engine(lake, options));
        NastyHours.SealNasty(lakes, NastyHours.Hour);

        await lakes.RunAsync(NastyHours.Hour);
    }

    private sealed class ClassFolder : IDisposable
    {
        public ClassFolder() => Directory.CreateDirectory(System.IO.Path.Combine(Path, "org", "apache", "spark", "ui", "static"));

        public string Path { get; } = Directory.CreateTempSubdirectory("maas-classes-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
