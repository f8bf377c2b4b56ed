using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace Maas.Gateway.OpenApi;

/// <summary>The OpenAPI document of the service, and a page of it for people.</summary>
public static class ApiDocumentExtensions
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(DocumentName);

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json");

        // Everything the page needs comes from this service: no fonts, telemetry or proxies of others.
        endpoints.MapScalarApiReference("/docs", options => options.WithTitle("Maas API").DisableDefaultFonts().DisableTelemetry());
        return endpoints;
    }
}
