using Maas.Aws.Emr;
using Maas.Aws.Prices;

namespace Maas.Aws.Tests.Emr;

public sealed class ClusterCostTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly PriceTable Prices = PriceTable.BuiltIn();

    [Fact]
    public void Of_MachinesOfBothMarkets_IsTheirHoursAtTheListsPrices()
    {
        var cost = ClusterCost.Of(
            [
                Machine("m5.xlarge", "ON_DEMAND", minutes: 30),
                Machine("m5.2xlarge", "SPOT", minutes: 20),
                Machine("m5.2xlarge", "SPOT", minutes: 20, endedAfter: 15),
            ],
            Prices,
            Now
        );

        var primary = (0.192m + (0.192m / 4)) * 30 / 60;
        var worker = (0.384m * 0.4m) + (0.384m / 4);
        cost.ShouldBe(Math.Round(primary + (worker * 35 / 60), 4));
    }

    [Fact]
    public void Of_NoMachines_IsUnknown() => ClusterCost.Of([], Prices, Now).ShouldBeNull();

    [Fact]
    public void Of_ATypeWithoutAPrice_IsUnknown() =>
        ClusterCost.Of([Machine("m5.xlarge", "ON_DEMAND", 10), Machine("z9.huge", "SPOT", 10)], Prices, Now).ShouldBeNull();

    [Fact]
    public void Of_AMachineWithoutTimes_CostsNothingYet() =>
        ClusterCost.Of([new EmrInstance("m5.xlarge", "ON_DEMAND", null)], Prices, Now).ShouldBe(0);

    [Fact]
    public void OverriddenBy_AFileWithATypeOfItsOwn_PricesIt()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{ "instanceHours": { "z9.huge": 10 }, "unitPrices": { "emr-fee-share": 0 } }""");
        try
        {
            var prices = Prices.OverriddenBy(path);

            ClusterCost.Of([Machine("z9.huge", "ON_DEMAND", 60)], prices, Now).ShouldBe(10);
            prices.InstanceHours["m5.xlarge"].ShouldBe(0.192m);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void BuiltIn_EveryTypeOfTheDefaults_HasAPrice()
    {
        var flow = ClusterBlueprint.Create(StandIn.Request(), new EmrClusterOptions());

        flow.Instances.InstanceFleets.SelectMany(fleet => fleet.InstanceTypeConfigs)
            .Where(type => Prices.ClusterHour(type.InstanceType, spot: true) is null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Validate_PriceFileThatIsNone_NamesKeyAndFile()
    {
        var result = new EmrClusterOptionsValidator().Validate(null, new EmrClusterOptions { PriceFile = "/nowhere/prices.json" });

        result.Failures.ShouldHaveSingleItem().ShouldStartWith("Maas:Batch:Emr:PriceFile is /nowhere/prices.json: ");
    }

    private static EmrInstance Machine(string type, string market, int minutes, int? endedAfter = null) =>
        new(
            type,
            market,
            new(
                new()
                {
                    CreationDateTime = Now.AddMinutes(-minutes),
                    EndDateTime = endedAfter is { } after ? Now.AddMinutes(after - minutes) : null,
                }
            )
        );
}
