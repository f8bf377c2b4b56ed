using System.Text.Json;
using Maas.Simulation.Service;

namespace Maas.Cli.Cost;

/// <summary>Unit prices by name, of one region and one day. The product carries a table; a person's own replaces any part of it.</summary>
/// <param name="AsOf">The day the prices were list prices.</param>
/// <param name="Region">The AWS region.</param>
/// <param name="Currency">The currency of every price.</param>
/// <param name="UnitPrices">Price by name, such as <c>firehose-gb</c>.</param>
/// <param name="What">What a price stands for where its name does not say, such as the instance type.</param>
internal sealed record PriceTable(
    DateOnly AsOf,
    string Region,
    string Currency,
    IReadOnlyDictionary<string, decimal> UnitPrices,
    IReadOnlyDictionary<string, string> What
)
{
    private const string Resource = "Maas.Cli.Cost.prices.json";

    public decimal this[string name] =>
        UnitPrices.TryGetValue(name, out var price) ? price : throw new CliException(ExitCode.Usage, $"The price table has no '{name}'.");

    /// <summary>The table that the product carries.</summary>
    public static PriceTable BuiltIn()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<PriceTable>(stream, ServiceJson.Options)!;
    }

    /// <summary>The built-in table with what a file of the same shape says instead; what the file leaves out stays.</summary>
    /// <exception cref="CliException">The file cannot be read, is no such JSON, or names a price that nothing uses.</exception>
    public PriceTable OverriddenBy(string path)
    {
        PriceTableFile file;
        try
        {
            file = JsonSerializer.Deserialize<PriceTableFile>(File.ReadAllText(path), ServiceJson.Options) ?? new PriceTableFile();
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"--prices {path}: {failure.Message}");
        }

        var prices = new Dictionary<string, decimal>(UnitPrices, StringComparer.Ordinal);
        foreach (var (name, price) in file.UnitPrices ?? [])
        {
            if (!prices.ContainsKey(name) || price < 0)
            {
                throw new CliException(
                    ExitCode.Usage,
                    $"--prices {path}: {name} = {price}: there is no such price, or it is below 0. Names: {string.Join(", ", UnitPrices.Keys)}."
                );
            }

            prices[name] = price;
        }

        return this with
        {
            AsOf = file.AsOf ?? AsOf,
            Region = file.Region ?? Region,
            Currency = file.Currency ?? Currency,
            UnitPrices = prices,
        };
    }

    private sealed record PriceTableFile
    {
        public DateOnly? AsOf { get; init; }

        public string? Region { get; init; }

        public string? Currency { get; init; }

        public Dictionary<string, decimal>? UnitPrices { get; init; }
    }
}
