using System.Text.Json;
using System.Text.Json.Serialization;

namespace Maas.Aws.Prices;

/// <summary>Unit prices by name, of one region and one day. The product carries a table; a person's own replaces any part of it.</summary>
/// <param name="AsOf">The day the prices were list prices.</param>
/// <param name="Region">The AWS region.</param>
/// <param name="Currency">The currency of every price.</param>
/// <param name="UnitPrices">Price by name, such as <c>firehose-gb</c>.</param>
/// <param name="InstanceHours">The on-demand price of an hour by instance type, such as <c>m5.xlarge</c>.</param>
/// <param name="What">What a price stands for where its name does not say.</param>
public sealed record PriceTable(
    DateOnly AsOf,
    string Region,
    string Currency,
    IReadOnlyDictionary<string, decimal> UnitPrices,
    IReadOnlyDictionary<string, decimal> InstanceHours,
    IReadOnlyDictionary<string, string> What
)
{
    private const string Resource = "Maas.Aws.Prices.prices.json";

    /// <summary>A unit price. The table that the product carries has every one that the product asks for.</summary>
    public decimal this[string name] => UnitPrices[name];

    /// <summary>The table that the product carries.</summary>
    public static PriceTable BuiltIn()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(stream, PriceJson.Default.PriceTable)!;
    }

    /// <summary>The hour of a machine of an EMR cluster, the fee of EMR included; null when the table does not know its type.</summary>
    public decimal? ClusterHour(string instanceType, bool spot) =>
        InstanceHours.TryGetValue(instanceType, out var hour)
            ? (hour * (spot ? this["spot-share"] : 1)) + (hour * this["emr-fee-share"])
            : null;

    /// <summary>The table with what a file of the same shape says instead; what the file leaves out stays.</summary>
    /// <exception cref="PriceFileException">The file cannot be read, is no such JSON, or names a price that nothing uses.</exception>
    public PriceTable OverriddenBy(string path)
    {
        PriceFile file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllText(path), PriceJson.Default.PriceFile) ?? new PriceFile();
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PriceFileException(path, failure.Message);
        }

        return this with
        {
            AsOf = file.AsOf ?? AsOf,
            Region = file.Region ?? Region,
            Currency = file.Currency ?? Currency,
            UnitPrices = Override(path, UnitPrices, file.UnitPrices, mayAdd: false),
            InstanceHours = Override(path, InstanceHours, file.InstanceHours, mayAdd: true),
        };
    }

    private static Dictionary<string, decimal> Override(
        string path,
        IReadOnlyDictionary<string, decimal> prices,
        Dictionary<string, decimal>? own,
        bool mayAdd
    )
    {
        var all = new Dictionary<string, decimal>(prices, StringComparer.Ordinal);
        foreach (var (name, price) in own ?? [])
        {
            if (price < 0 || (!mayAdd && !all.ContainsKey(name)))
            {
                throw new PriceFileException(
                    path,
                    $"{name} = {price}: there is no such price, or it is below 0. Names: {string.Join(", ", prices.Keys)}."
                );
            }

            all[name] = price;
        }

        return all;
    }
}

/// <summary>A person's own prices: any part of the table.</summary>
internal sealed record PriceFile
{
    public DateOnly? AsOf { get; init; }

    public string? Region { get; init; }

    public string? Currency { get; init; }

    public Dictionary<string, decimal>? UnitPrices { get; init; }

    public Dictionary<string, decimal>? InstanceHours { get; init; }
}

[JsonSerializable(typeof(PriceTable))]
[JsonSerializable(typeof(PriceFile))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class PriceJson : JsonSerializerContext;
