using CsCheck;
using Maas.SparkJobs.Tests.Hourly;
using Maas.SparkJobs.Tests.Spark;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Random worlds on Spark, run by run, against the oracle. As beside a cluster, another engine compacts the lake between the runs.</summary>
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
                    using var lake = new LakeFixture(
                        options => options.HorizonHours = HorizonHours,
                        lake => SparkHere.Engine(lake, spark, housekeeper: LakeFixture.DuckDb(lake))
                    );
                    lake.DeltaOptions.SmallFilesMax = 4;
                    await new OracleRuns(lake, HorizonHours).RunAsync(steps);
                },
                iter: 1,
                threads: 1,
                print: Worlds.Print
            );
}
