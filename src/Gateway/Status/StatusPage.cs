using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Gateway.Status;

/// <summary>The page at <c>/</c>: what this service is, whether it is well, and where to go next. One embedded file without outside assets.</summary>
public static class StatusPage
{
    private const string Resource = "Maas.Gateway.Status.status.html";

    /// <summary>The page may talk to this service and to nobody else.</summary>
    private const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; frame-ancestors 'none'; "
        + "base-uri 'none'; form-action 'none'";

    public static IEndpointRouteBuilder MapStatusPage(this IEndpointRouteBuilder endpoints)
    {
        var page = Load();
        endpoints
            .MapGet(
                "/",
                (HttpResponse response) =>
                {
                    response.Headers.ContentSecurityPolicy = ContentPolicy;
                    response.Headers.CacheControl = "no-cache";
                    return TypedResults.Bytes(page, "text/html; charset=utf-8");
                }
            )
            .ExcludeFromDescription();
        return endpoints;
    }

    private static byte[] Load()
    {
        using var stream =
            typeof(StatusPage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
