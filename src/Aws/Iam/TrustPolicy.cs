using System.Text.Json;
using System.Text.Json.Nodes;

namespace Maas.Aws.Iam;

/// <summary>Who may take a role on: the services that its trust policy lets, under whatever condition.</summary>
internal sealed class TrustPolicy
{
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _denied;

    private TrustPolicy(HashSet<string> allowed, HashSet<string> denied) => (_allowed, _denied) = (allowed, denied);

    /// <summary>Reads the policy's JSON. What is no policy lets nobody.</summary>
    public static TrustPolicy Parse(string document)
    {
        try
        {
            var statements = Listed((JsonNode.Parse(document) as JsonObject)?["Statement"]).OfType<JsonObject>().ToList();
            return new(Services(statements, "Allow"), Services(statements, "Deny"));
        }
        catch (JsonException)
        {
            return new([], []);
        }
    }

    /// <param name="service">A service's principal, such as <c>ec2.amazonaws.com</c>.</param>
    public bool Lets(string service) => _allowed.Contains(service) && !_denied.Contains(service);

    private static HashSet<string> Services(IEnumerable<JsonObject> statements, string effect) =>
        statements
            .Where(statement => Text(statement["Effect"]) == effect)
            .Where(static statement => Listed(statement["Action"]).Any(static action => Text(action) is "sts:AssumeRole" or "sts:*" or "*"))
            .SelectMany(static statement => Listed((statement["Principal"] as JsonObject)?["Service"]))
            .Select(Text)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>What a policy may give once or as a list.</summary>
    private static JsonNode?[] Listed(JsonNode? node) =>
        node switch
        {
            null => [],
            JsonArray list => [.. list],
            _ => [node],
        };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
