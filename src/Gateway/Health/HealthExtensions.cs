using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Maas.Gateway.Health;

/// <summary>
/// Liveness and readiness. Live means that the process answers; ready means that every check tagged <see cref="ReadyTag"/> passes.
/// Checks are those of ASP.NET Core: whoever owns a condition registers an <see cref="IHealthCheck"/> whose description is the reason.
/// </summary>
public static class HealthExtensions
{
    public const string ReadyTag = "ready";

    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds what the endpoints need; the result takes checks.</summary>
    public static IHealthChecksBuilder AddHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<ReadinessLog>();
        // It logs every failed check of every request.
        services.AddLogging(static logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        return services.AddHealthChecks();
    }

    /// <summary>Adds a readiness check. One that takes longer than 5 seconds counts as failed.</summary>
    public static IHealthChecksBuilder AddReadiness<TCheck>(this IHealthChecksBuilder checks, string name)
        where TCheck : class, IHealthCheck => checks.AddCheck<TCheck>(name, HealthStatus.Unhealthy, [ReadyTag], CheckTimeout);

    /// <summary>Adds the check that the delivery stream of this process takes rows.</summary>
    public static IHealthChecksBuilder AddDeliveryReadiness(this IHealthChecksBuilder checks) =>
        checks.AddReadiness<DeliveryHealthCheck>("delivery");

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Operations");
        health.MapGet("/live", GetLive).WithName("GetLive").WithSummary("Whether the process answers");
        health
            .MapGet("/ready", GetReadyAsync)
            .WithName("GetReady")
            .WithSummary("Whether the service takes events, and if not, why")
            .Produces<ReadinessResponse>()
            .Produces<ReadinessResponse>(StatusCodes.Status503ServiceUnavailable)
            .WithExample(StatusCodes.Status200OK, HealthExamples.Ready)
            .WithExample(StatusCodes.Status503ServiceUnavailable, HealthExamples.Unready);

        // Load balancers may ask so. The answer is that of GET without its body.
        health.MapMethods("/live", [HttpMethods.Head], GetLive).ExcludeFromDescription();
        health.MapMethods("/ready", [HttpMethods.Head], GetReadyAsync).ExcludeFromDescription();
        return endpoints;
    }

    private static Ok<LivenessResponse> GetLive(HttpContext context)
    {
        Uncached(context);
        return TypedResults.Ok(new LivenessResponse("live"));
    }

    private static async Task<JsonHttpResult<ReadinessResponse>> GetReadyAsync(
        HttpContext context,
        HealthCheckService checks,
        ReadinessLog log,
        CancellationToken cancellationToken
    )
    {
        Uncached(context);
        var report = await checks.CheckHealthAsync(static check => check.Tags.Contains(ReadyTag), cancellationToken);
        log.Note(report);
        var readiness = ReadinessResponse.Of(report);
        return TypedResults.Json(
            readiness,
            statusCode: readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    private static void Uncached(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
