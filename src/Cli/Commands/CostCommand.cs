using System.CommandLine;
using Maas.Aws.Prices;
using Maas.Cli.Cost;
using Maas.Cli.Output;

namespace Maas.Cli.Commands;

/// <summary><c>maas cost</c>: what a month on AWS costs.</summary>
internal sealed class CostCommand
{
    private static readonly Workload Reference = new();

    private readonly Option<double> _events = Number(
        "--events-per-second",
        "N",
        "Events received a second, on average over the month",
        Reference.EventsAnHour / 3600
    );
    private readonly Option<double> _bytes = Number("--event-bytes", "N", "Bytes of an event's row", Reference.BytesAnEvent);
    private readonly Option<double> _active = Number(
        "--active-devices",
        "N",
        "Devices that send something in an hour",
        Reference.DevicesAnHour
    );
    private readonly Option<double> _kept = Number("--devices", "N", "Devices in the registry", Reference.DevicesKept);
    private readonly Option<int> _silos = Number("--silos", "N", "Silo instances", Reference.Silos);
    private readonly Option<int> _gateways = Number("--gateways", "N", "Gateway instances", Reference.Gateways);
    private readonly Option<double> _minutes = Number(
        "--cluster-minutes",
        "N",
        "Minutes that an hour's EMR cluster is billed for",
        Reference.ClusterMinutes
    );
    private readonly Option<int> _nodes = Number(
        "--core-nodes",
        "N",
        "Core nodes of that cluster, of 4 processors each",
        Reference.CoreNodes
    );
    private readonly Option<double> _rawDays = Number("--raw-days", "N", "Days that raw rows are kept", Reference.RawDays);
    private readonly Option<double> _lakeDays = Number("--lake-days", "N", "Days that the lake is kept", Reference.LakeDays);

    private readonly Option<string?> _prices = new("--prices")
    {
        Description = "A JSON file with your own unit prices, in the shape that --json prints under prices",
        HelpName = "FILE",
    };

    public static Command Create(CliEnvironment environment, GlobalOptions global)
    {
        var settings = new CostCommand();
        var command = new ExampleCommand(
            "cost",
            "Compute what a month on AWS costs, line by line; the defaults are the reference load",
            "maas cost",
            "maas cost --events-per-second 5000 --active-devices 700000 --silos 6",
            "maas cost --prices prices.json --json | jq .total"
        )
        {
            settings._events,
            settings._bytes,
            settings._active,
            settings._kept,
            settings._silos,
            settings._gateways,
            settings._minutes,
            settings._nodes,
            settings._rawDays,
            settings._lakeDays,
            settings._prices,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var prices = Prices(parsed.GetValue(settings._prices));
                var cost = MonthlyCost.Of(settings.Load(parsed), prices);
                await (
                    global.Json(parsed)
                        ? CliJson.WriteAsync(
                            environment.Out,
                            new
                            {
                                cost.Total,
                                cost.OriginalTotal,
                                cost.AMillionEvents,
                                cost.OneMoreMillion,
                                cost.Lines,
                                prices,
                            }
                        )
                        : WriteAsync(environment, cost, prices)
                );
                return (int)ExitCode.Ok;
            }
        );
        return command;
    }

    private static PriceTable Prices(string? path)
    {
        try
        {
            return path is null ? PriceTable.BuiltIn() : PriceTable.BuiltIn().OverriddenBy(path);
        }
        catch (PriceFileException failure)
        {
            throw new CliException(ExitCode.Usage, $"--prices {failure.Message}");
        }
    }

    private Workload Load(ParseResult parsed) =>
        Reference with
        {
            EventsAnHour = parsed.GetValue(_events) * 3600,
            BytesAnEvent = parsed.GetValue(_bytes),
            DevicesAnHour = parsed.GetValue(_active),
            DevicesKept = parsed.GetValue(_kept),
            Silos = parsed.GetValue(_silos),
            Gateways = parsed.GetValue(_gateways),
            ClusterMinutes = parsed.GetValue(_minutes),
            CoreNodes = parsed.GetValue(_nodes),
            RawDays = parsed.GetValue(_rawDays),
            LakeDays = parsed.GetValue(_lakeDays),
        };

    private static async Task WriteAsync(CliEnvironment environment, MonthlyCost cost, PriceTable prices)
    {
        var table = new TextTable("item", "what", ">units", ">unit price", ">month", ">original design");
        foreach (var line in cost.Lines)
        {
            table.Add(
                line.Item,
                line.What,
                $"{line.Units:N1}",
                $"{line.UnitPrice:0.#####}",
                $"{line.Cost:N2}",
                $"{line.Original ?? line.Cost:N2}"
            );
        }

        table.Add("total", "", "", "", $"{cost.Total:N2}", $"{cost.OriginalTotal:N2}");
        table.Write(environment);
        await environment.Out.WriteLineAsync(
            $"{cost.EventsAMonth / 1e6:N0} million events a month: {cost.AMillionEvents:0.000} {prices.Currency} a million; one more million adds {cost.OneMoreMillion:0.000}."
        );
        await environment.Out.WriteLineAsync(
            $"List prices of {prices.Region} as of {prices.AsOf:yyyy-MM-dd}, in {prices.Currency}; 730 hours; no free tier. Check them, and give yours with --prices."
        );
    }

    private static Option<T> Number<T>(string name, string value, string description, T standard) =>
        new Option<T>(name)
        {
            Description = description,
            HelpName = value,
            DefaultValueFactory = _ => standard,
        }.Positive();
}
