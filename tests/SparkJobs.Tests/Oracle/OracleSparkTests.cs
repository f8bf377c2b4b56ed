using CsCheck;
using Maas.SparkJobs.Tests.Hourly;
using Maas.SparkJobs.Tests.Spark;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Random worlds on Spark, run by run, against the oracle.</summary>
[Collection(nameof(SharedSparkTests))]
public sealed class OracleSparkTests(SharedSpark spark)
{
    private const int HorizonHours = 2;

    [Fact]
    public async Task Runs_OfARandomWorld_LeaveWhatTheOracleSays() =>
        await Worlds
            .Of(hours: 3, steps: 3, rows: 60, deviceRows: 12)
            .SampleAsync(
                async steps =>
                {
                    using var lake = new LakeFixture(options => options.HorizonHours = HorizonHours, lake => SparkHere.Engine(lake, spark));
                    await new OracleRuns(lake, HorizonHours).RunAsync(steps);
                },
                iter: 1,
                threads: 1,
                print: Worlds.Print
            );
}
