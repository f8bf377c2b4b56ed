using Maas.Servers;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Tests.Hourly;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The product's Spark engine with the Spark of <c>SPARK_HOME</c>.</summary>
internal static class SparkHere
{
    /// <summary>Skips the test where there is no Spark.</summary>
    public static void OrSkip() => Assert.SkipWhen(OutsideProgram.Spark.Missing is not null, OutsideProgram.Spark.Missing ?? "");

    /// <summary>Settings for little data and many statements: compiling each costs more than it saves.</summary>
    public static SparkOptions Options(string master = "local[2]") =>
        new()
        {
            Master = master,
            MemoryMiB = 1_024,
            Conf =
            {
                ["spark.driver.extraJavaOptions"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                ["spark.sql.shuffle.partitions"] = "2",
                ["spark.sql.codegen.wholeStage"] = "false",
                ["spark.sql.codegen.factoryMode"] = "NO_CODEGEN",
            },
        };

    public static SparkOptions OptionsForManyRows() =>
        new()
        {
            Master = "local[2]",
            MemoryMiB = 3_072,
            Conf = { ["spark.sql.shuffle.partitions"] = "4" },
        };

    /// <summary>The product's engine on the Spark that tests share.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="spark">The Spark.</param>
    /// <param name="housekeeper">What compacts the lake; null for this Spark.</param>
    public static IBatchEngine Engine(LakeFixture lake, SharedSpark spark, IBatchEngine? housekeeper = null) =>
        new SparkEngine(
            lake.Files,
            lake.Store,
            new SharedSparkRunner(spark, Path.Combine(lake.Scratch.Path, "spark"), lake.Time),
            housekeeper
        );

    public static IBatchEngine Engine(LakeFixture lake, SparkOptions options) =>
        new SparkEngine(
            lake.Files,
            lake.Store,
            new LocalSparkRunner(
                lake.Store,
                lake.Scratch,
                lake.Time,
                Microsoft.Extensions.Options.Options.Create(options),
                NullLogger<LocalSparkRunner>.Instance
            )
        );
}
