using CsCheck;
using Maas.SparkJobs.Tests.Hourly;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Random worlds on DuckDB, run by run, against the oracle.</summary>
public sealed class OracleTests
{
    private const int HorizonHours = 2;

    [Fact]
    public async Task Runs_OfARandomWorld_LeaveWhatTheOracleSays() =>
        await Worlds
            .Of(hours: 5, steps: 5, rows: 40, deviceRows: 8)
            .SampleAsync(
                async steps =>
                {
                    using var lake = new LakeFixture(options => options.HorizonHours = HorizonHours);
                    await new OracleRuns(lake, HorizonHours).RunAsync(steps);
                },
                iter: 6,
                threads: 1,
                print: Worlds.Print
            );

    /// <summary>As Firehose delivers: rows lie in a neighbour's folder too. And as a lake grows old: its keys are compacted all the time.</summary>
    [Fact]
    public async Task Runs_ThatReadTheNeighboursFoldersOfACompactedLake_LeaveWhatTheOracleSays() =>
        await Worlds
            .Of(hours: 3, steps: 6, rows: 20, deviceRows: 12)
            .SampleAsync(
                async steps =>
                {
                    using var lake = new LakeFixture(options => options.HorizonHours = HorizonHours);
                    lake.Raw.EdgeHours = 1;
                    lake.DeltaOptions.SmallFilesMax = 16;
                    await new OracleRuns(lake, HorizonHours, lake.Raw.EdgeHours).RunAsync(steps);
                },
                iter: 5,
                threads: 1,
                print: Worlds.Print
            );

    [Fact]
    public async Task Runs_OfTheSameRowsInOtherHoursAndAnotherOrder_FindTheSameDevices() =>
        await Gen.Select(Worlds.OfTimedRows(steps: 4, rows: 20, deviceRows: 10), Gen.Int)
            .SampleAsync(
                async (steps, seed) =>
                {
                    using var lake = new LakeFixture();
                    using var other = new LakeFixture();
                    var inOrder = new OracleRuns(lake, lake.Options.HorizonHours);
                    var elsewhere = new OracleRuns(other, other.Options.HorizonHours);
                    await inOrder.RunAsync(steps);
                    await elsewhere.RunAsync(Worlds.Rearrange(steps, new Random(seed)));

                    elsewhere.Oracle.Devices.Map.ShouldBe(inOrder.Oracle.Devices.Map, ignoreOrder: true);
                    elsewhere.Oracle.Contents.ShouldBe(inOrder.Oracle.Contents, ignoreOrder: true);
                    Identities(elsewhere).ShouldBe(Identities(inOrder), ignoreOrder: true);
                    ShouldBeNamedAfterTheOldestKeys(inOrder);
                },
                iter: 3,
                threads: 1,
                print: world => Worlds.Print(world.Item1)
            );

    private static IEnumerable<(string, string, string)> Identities(OracleRuns runs) =>
        runs.Oracle.Hours.SelectMany(hour => hour.Left.Tracking).Select(row => row.Identity);

    private static void ShouldBeNamedAfterTheOldestKeys(OracleRuns runs)
    {
        var first = runs.Oracle.DeviceRows.GroupBy(row => row.Device).ToDictionary(key => key.Key, key => key.Min(row => row.Received));
        foreach (var device in runs.Uids.GroupBy(key => key.Value, key => key.Key))
        {
            device.Key.ShouldStartWith(FormattableString.Invariant($"{device.Min(key => first[key]):x14}-"));
        }
    }
}
