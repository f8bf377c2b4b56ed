using Microsoft.OpenApi;

namespace Maas.Gateway.OpenApi;

internal static class ApiKeySchemes
{
    public static string NameOf(ApiKeyKind kind) =>
        kind switch
        {
            ApiKeyKind.Write => "writeKey",
            ApiKeyKind.Read => "readKey",
            ApiKeyKind.Admin => "adminKey",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A key writes, reads or administers."),
        };

    /// <summary>The kinds of keys that an endpoint takes when it asks for this one.</summary>
    public static IEnumerable<ApiKeyKind> Accepted(ApiKeyKind kind) =>
        kind == ApiKeyKind.Read ? [ApiKeyKind.Read, ApiKeyKind.Admin] : [kind];

    public static OpenApiSecurityScheme Bearer(string description) => Http("bearer", description);

    public static OpenApiSecurityScheme Basic(string description) => Http("basic", description);

    private static OpenApiSecurityScheme Http(string scheme, string description) =>
        new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = scheme,
            Description = description,
        };
}
