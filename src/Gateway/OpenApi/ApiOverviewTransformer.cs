using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Maas.Gateway.OpenApi;

/// <summary>The document's head: what the service is, the kinds of keys, the groups of endpoints.</summary>
internal sealed class ApiOverviewTransformer : IOpenApiDocumentTransformer
{
    private const string Overview = """
        Mobile application analytics, self-hosted: SDKs send tracking and device events, the registry knows every device live, and an hourly
        batch keeps a deduplicated, queryable lake of who was tracked where.

        Every error outside the SDKs' protocol is [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details. Times are ISO 8601, UTC.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Maas",
            Version = typeof(ApiOverviewTransformer).Assembly.GetName().Version?.ToString(3) ?? "0",
            Description = Overview,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "SDK", Description = "What mobile, web and server SDKs of the Segment protocol speak. Asks for a write key." },
            new() { Name = "Registry", Description = "Look-ups of devices. Asks for a read key; one may be limited to some apps." },
            new() { Name = "Batch", Description = "The ledger of hours, and runs. Asks for an admin key." },
            new() { Name = "Operations", Description = "Health and metrics. Open: keep them from the public by the network or a proxy." },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[ApiKeySchemes.NameOf(ApiKeyKind.Write)] = ApiKeySchemes.Basic(
            "The app's write key as the user name, with an empty password. SDKs may send it as `writeKey` in the body instead."
        );
        document.Components.SecuritySchemes[ApiKeySchemes.NameOf(ApiKeyKind.Read)] = ApiKeySchemes.Bearer("A key of `Maas:ReadKeys`.");
        document.Components.SecuritySchemes[ApiKeySchemes.NameOf(ApiKeyKind.Admin)] = ApiKeySchemes.Bearer("A key of `Maas:AdminKeys`.");
        return Task.CompletedTask;
    }
}
