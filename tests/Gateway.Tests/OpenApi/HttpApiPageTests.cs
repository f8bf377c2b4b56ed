using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Maas.Gateway.Tests.OpenApi;

/// <summary>docs/http-api.md has a section for every operation, and the answers in it are those that the code shows.</summary>
public sealed partial class HttpApiPageTests
{
    [Fact]
    public async Task Page_EveryOperationOutsideTheSdk_HasItsSectionWithTheDocumentsExample()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var answer = await gateway.Http.GetAsync("/openapi/v1.json");
        var document = await answer.JsonAsync();
        var sections = ReadSections();

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(IsOutsideTheSdk))
            {
                var name = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                sections.ShouldContainKey(name);
                if (Example().Match(sections[name]) is { Success: true } shown)
                {
                    JsonNode.DeepEquals(JsonNode.Parse(shown.Groups["json"].Value), ExampleOf(operation.Value)).ShouldBeTrue(name);
                }
            }
        }
    }

    private static bool IsOutsideTheSdk(JsonProperty operation) => operation.Value.GetProperty("tags")[0].GetString() != "SDK";

    private static JsonNode? ExampleOf(JsonElement operation)
    {
        var answer = operation.GetProperty("responses").EnumerateObject().First(response => response.Name[0] == '2').Value;
        return JsonNode.Parse(answer.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText());
    }

    private static Dictionary<string, string> ReadSections([CallerFilePath] string thisFile = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "http-api.md"));
        return page.Split("\n### `")
            .Skip(1)
            .Select(section => section.Split('`', 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    [GeneratedRegex("```json\\n(?<json>[^`]*)```", RegexOptions.NonBacktracking)]
    private static partial Regex Example();
}
