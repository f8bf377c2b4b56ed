using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace Maas.Gateway.OpenApi;

/// <summary>What endpoints tell the OpenAPI document beyond their own types.</summary>
public static class ApiEndpointExtensions
{
    /// <summary>
    /// Lets the document describe an endpoint that is mapped as a plain request delegate, by its name, tags, accepted and produced types;
    /// without a method in its metadata the framework would pass over it.
    /// </summary>
    public static TBuilder Described<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(static endpoint =>
        {
            if (endpoint.RequestDelegate is { } handler && !endpoint.Metadata.OfType<MethodInfo>().Any())
            {
                endpoint.Metadata.Add(handler.Method);
            }
        });
        return endpoints;
    }

    /// <summary>Tells which key the endpoint asks for. It tells only: asking is the endpoint's own doing.</summary>
    public static TBuilder WithApiKey<TBuilder>(this TBuilder endpoints, ApiKeyKind kind)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(kind);

    internal static TBuilder WithRequestExample<TBuilder>(this TBuilder endpoints, object value)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ApiExample(null, value));

    internal static TBuilder WithExample<TBuilder>(this TBuilder endpoints, int status, object value)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new ApiExample(status, value));
}
