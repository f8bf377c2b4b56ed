using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Maas.Gateway.OpenApi;

/// <summary>The OpenAPI document of the service, and a page of it for people.</summary>
public static class ApiDocumentExtensions
{
    private static readonly string[] Suffixes = ["Request", "Response", "View"];

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.CreateSchemaReferenceId = NameSchema;
                options.AddDocumentTransformer<ApiOverviewTransformer>();
                options.AddOperationTransformer<ApiOperationTransformer>();
                options.AddSchemaTransformer(DescribeTimes);
            }
        );

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json");

        // Everything the page needs comes from this service: no fonts, telemetry or agents of others.
        endpoints
            .MapScalarApiReference(
                "/docs",
                options =>
                    options
                        .WithTitle("Maas API")
                        .DisableDefaultFonts()
                        .DisableTelemetry()
                        .DisableAgent()
                        .HideDeveloperTools()
                        .HideClientButton()
                        .DisableMcp()
            )
            .ExcludeFromDescription();
        return endpoints;
    }

    /// <summary>Schemas bear the names of things, without what tells the code's records of one thing apart.</summary>
    private static string? NameSchema(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        var suffix = Array.Find(Suffixes, suffix => name?.EndsWith(suffix, StringComparison.Ordinal) == true);
        return suffix is null ? name : name![..^suffix.Length];
    }

    /// <summary>A type with a converter of its own has lost its JSON type on the way to the document.</summary>
    private static Task DescribeTimes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
        {
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }
}
