using System.Text.Json;
using Maas.Simulation.Fleet;

namespace Maas.Simulation.Replay;

/// <summary>Reads published lists of device models.</summary>
public static class ModelLists
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A JSON object: <c>Build.MODEL</c> → <c>{"brand","name"}</c>.</summary>
    public static IReadOnlyList<PhoneModel> ReadAndroid(Stream json) =>
        [
            .. (JsonSerializer.Deserialize<Dictionary<string, AndroidModel>>(json, Json) ?? [])
                .OrderBy(static model => model.Key, StringComparer.Ordinal)
                .Select(static model => new PhoneModel(
                    model.Value.Brand ?? "",
                    model.Key,
                    model.Value.Name ?? "",
                    "Android",
                    10,
                    15,
                    1080,
                    2400
                )),
        ];

    /// <summary>A JSON object: machine identifier → marketing name. Only phones and tablets are taken.</summary>
    public static IReadOnlyList<PhoneModel> ReadApple(Stream json) =>
        [
            .. (JsonSerializer.Deserialize<Dictionary<string, string>>(json, Json) ?? [])
                .Where(static model => IsPhone(model.Key) || IsTablet(model.Key))
                .OrderBy(static model => model.Key, StringComparer.Ordinal)
                .Select(static model => new PhoneModel(
                    "Apple",
                    model.Key,
                    model.Value,
                    IsPhone(model.Key) ? "iOS" : "iPadOS",
                    15,
                    18,
                    1170,
                    2532
                )),
        ];

    private static bool IsPhone(string identifier) => identifier.StartsWith("iPhone", StringComparison.Ordinal);

    private static bool IsTablet(string identifier) => identifier.StartsWith("iPad", StringComparison.Ordinal);

    private sealed record AndroidModel(string? Brand, string? Name);
}
