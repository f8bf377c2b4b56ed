using System.Runtime.CompilerServices;
using Maas.Aws.Prices;
using Maas.Cli.Cost;

namespace Maas.Cli.Tests;

public sealed class CostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-cost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_AnEventARecord_FirehoseCostsTenTimesThePackedRecords()
    {
        var cost = MonthlyCost.Of(new Workload { BytesAnEvent = 500, DevicesAnHour = 0 }, PriceTable.BuiltIn());

        var firehose = cost.Lines.Single(static line => line.Item == "Firehose");
        (firehose.Original!.Value / firehose.Cost).ShouldBeInRange(10.0m, 10.3m);
        var millions = (decimal)(cost.EventsAMonth / 1e6);
        (firehose.Cost / millions).ShouldBe(0.0145m, 0.0001m);
        (firehose.Original.Value / millions).ShouldBe(0.1485m, 0.0001m);
    }

    [Fact]
    public void Of_TwiceTheEvents_OnlyWhatGrowsWithThemGrows()
    {
        var once = MonthlyCost.Of(new Workload(), PriceTable.BuiltIn());
        var twice = MonthlyCost.Of(new Workload { EventsAnHour = 2 * new Workload().EventsAnHour }, PriceTable.BuiltIn());

        var grown = once
            .Lines.Zip(twice.Lines)
            .Where(static pair => pair.First.Cost != pair.Second.Cost)
            .Select(static pair => pair.First.Item);
        grown.Distinct(StringComparer.Ordinal).ShouldBe(["Beanstalk", "Firehose", "S3"], ignoreOrder: true);
        var added = (decimal)(once.EventsAMonth / 1e6) * once.OneMoreMillion;
        (twice.Total - once.Total).ShouldBe(added, 0.2m);
    }

    [Fact]
    public async Task Cost_PricesOfOnesOwn_TheyCountAndTheRestStays()
    {
        var path = Path.Combine(_folder, "prices.json");
        await File.WriteAllTextAsync(path, """{ "asOf": "2026-11-01", "unitPrices": { "firehose-gb": 0.058 } }""");

        var (listed, own) = (await CliRun.Of("cost", "--json"), await CliRun.Of("cost", "--json", "--prices", path));

        own.Code.ShouldBe(0, own.Error);
        Firehose(own).ShouldBe(2 * Firehose(listed));
        (Total(own) - Total(listed)).ShouldBe(Firehose(listed));
        own.Json.GetProperty("prices").GetProperty("asOf").GetString().ShouldBe("2026-11-01");
    }

    [Theory]
    [InlineData("""{ "unitPrices": { "firehose": 1 } }""", "firehose-gb")]
    [InlineData("""{ "unitPrices": { "firehose-gb": -1 } }""", "below 0")]
    [InlineData("{", "--prices")]
    public async Task Cost_WrongPrices_UsageErrorThatNamesThem(string file, string named)
    {
        var path = Path.Combine(_folder, "prices.json");
        await File.WriteAllTextAsync(path, file);

        var run = await CliRun.Of("cost", "--prices", path);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain(named);
    }

    [Fact]
    public async Task Cost_ForPeople_EveryLineItemOfTheDesignAndATotal()
    {
        var run = await CliRun.Of("cost");

        run.Code.ShouldBe(0, run.Error);
        foreach (
            var item in (string[])["Beanstalk", "Firehose", "S3", "DynamoDB", "EMR spot", "EC2 scheduler", "Route 53", "total", "a million"]
        )
        {
            run.Out.ShouldContain(item);
        }
    }

    [Fact]
    public async Task Cost_OfTheReferenceLoad_IsWhatTheGuideSays()
    {
        var run = await CliRun.Of("cost");

        var guide = await File.ReadAllTextAsync(Path.Combine(Root, "deploy", "README.md"));
        guide.ShouldContain($"```text\n{run.Out.TrimEnd()}\n```", Case.Sensitive, "Put what `maas cost` prints into deploy/README.md.");
    }

    [Theory]
    [InlineData("secrets", "data.yaml", "AWS::SecretsManager::Secret")]
    [InlineData("alarms", "alarms.yaml", "AWS::CloudWatch::Alarm")]
    public async Task Of_WhatTheTemplatesMake_IsCounted(string what, string template, string type)
    {
        var resources = await File.ReadAllLinesAsync(Path.Combine(Root, "deploy", template));

        var line = MonthlyCost.Of(new Workload(), PriceTable.BuiltIn()).Lines.Single(line => line.What == what);

        line.Units.ShouldBe(resources.Count(resource => resource.Trim() == $"Type: {type}"));
    }

    [Fact]
    public void Of_EveryPrice_IsUsed()
    {
        var prices = PriceTable.BuiltIn();
        foreach (var name in prices.UnitPrices.Keys)
        {
            var dearer = prices with
            {
                UnitPrices = prices.UnitPrices.ToDictionary(static one => one.Key, one => one.Key == name ? one.Value * 2 : one.Value),
            };

            var (listed, dear) = (MonthlyCost.Of(new Workload(), prices), MonthlyCost.Of(new Workload(), dearer));

            (dear.Total + dear.OriginalTotal).ShouldBeGreaterThan(listed.Total + listed.OriginalTotal, name);
        }
    }

    private static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static decimal Total(CliRun run) => run.Json.GetProperty("total").GetDecimal();

    private static decimal Firehose(CliRun run) =>
        run
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Single(line => line.GetProperty("item").GetString() == "Firehose")
            .GetProperty("cost")
            .GetDecimal();
}
