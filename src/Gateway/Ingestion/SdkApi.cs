using System.Text.Json.Nodes;
using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Gateway.Ingestion;

/// <summary>
/// What the OpenAPI document tells of the SDKs' protocol: one path for each thing that can be sent or asked. The other spellings of the
/// same things, which SDKs know by themselves, are left out.
/// </summary>
internal static class SdkApi
{
    private const string Event =
        """{"event":"Ride Started","messageId":"m-1","timestamp":"2026-11-22T23:24:03.799Z","context":{"device":{"id":"phone-1"}}}""";

    private static readonly Dictionary<string, (string Name, string Summary, string? Body, string Answer)> Described = new(
        StringComparer.Ordinal
    )
    {
        ["/v1/batch"] = (
            "SendBatch",
            "Send events of any types; 200 means that all are durable, set aside or refused by consent",
            $$"""{"batch":[{"type":"track",{{Event[1..]}}]}""",
            SdkAnswer.Accepted
        ),
        ["/v1/identify"] = Single(
            "Identify",
            "who a user is",
            """{"userId":"rider-17","traits":{},"context":{"device":{"id":"phone-1"}}}"""
        ),
        ["/v1/track"] = Single("Track", "what a user did", Event),
        ["/v1/page"] = Single("Page", "a page that was seen", """{"name":"Pricing","anonymousId":"a-1"}"""),
        ["/v1/screen"] = Single("Screen", "a screen that was seen", """{"name":"Map","context":{"device":{"id":"phone-1"}}}"""),
        ["/v1/group"] = Single("Group", "a user's group", """{"groupId":"drivers","userId":"rider-17"}"""),
        ["/v1/alias"] = Single("Alias", "a user's new id", """{"previousId":"a-1","userId":"rider-17"}"""),
        ["/v1/projects/{writeKey}/settings"] = (
            "GetSdkSettings",
            "The settings that Segment's SDKs ask for first",
            null,
            """{"integrations":{"Segment.io":{"apiKey":"demo-write-key"}}}"""
        ),
        ["/sourceConfig"] = (
            "GetSourceConfig",
            "The settings that RudderStack's SDKs ask for first",
            null,
            """{"source":{"id":"demo","name":"demo","enabled":true,"config":{},"destinations":[]}}"""
        ),
    };

    public static void Describe(IEndpointConventionBuilder endpoint, string path)
    {
        if (!Described.TryGetValue(path, out var description))
        {
            endpoint.WithMetadata(new ExcludeFromDescriptionAttribute());
            return;
        }

        var (name, summary, body, answer) = description;
        endpoint.Described().WithName(name).WithSummary(summary).WithMetadata(new TagsAttribute("SDK")).WithApiKey(ApiKeyKind.Write);
        endpoint
            .WithAnswer(StatusCodes.Status200OK, answer)
            .WithAnswer(StatusCodes.Status401Unauthorized, SdkAnswer.Refused("invalid write key"));
        if (body is not null)
        {
            endpoint
                .WithRequestExample(body)
                .WithAnswer(StatusCodes.Status400BadRequest, SdkAnswer.Refused("the body is no JSON in UTF-8"))
                .WithAnswer(StatusCodes.Status413PayloadTooLarge, SdkAnswer.Refused("the batch is too large"))
                .WithAnswer(StatusCodes.Status429TooManyRequests, SdkAnswer.Refused("too many events a second"))
                .WithAnswer(StatusCodes.Status503ServiceUnavailable, SdkAnswer.Refused("the events could not be stored"));
        }
    }

    private static (string Name, string Summary, string? Body, string Answer) Single(string name, string what, string body) =>
        (name, $"Send one event: {what}", body, SdkAnswer.Accepted);

    private static IEndpointConventionBuilder WithAnswer(this IEndpointConventionBuilder endpoint, int status, string example) =>
        endpoint
            .WithMetadata(new ProducesResponseTypeMetadata(status, typeof(JsonObject), ["application/json"]))
            .WithExample(status, example);

    private static class SdkAnswer
    {
        public const string Accepted = """{"success":true}""";

        public static string Refused(string message) => $$"""{"success":false,"message":"{{message}}"}""";
    }
}
