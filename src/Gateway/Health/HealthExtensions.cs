using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Maas.Gateway.Health;

/// <summary>
/// Liveness and readiness. Live means that the process answers; ready means that every check tagged <see cref="ReadyTag"/> passes.
/// Checks are those of ASP.NET Core: whoever owns a condition registers an <see cref="IHealthCheck"/> whose description is the reason.
/// </summary>
public static class HealthExtensions
{
    public const string ReadyTag = "ready";

    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the endpoints' services; the result takes further checks.</summary>
    public static IHealthChecksBuilder AddHealth(this IServiceCollection services) => services.AddHealthChecks();

    /// <summary>Adds a readiness check.</summary>
    public static IHealthChecksBuilder AddReadiness<TCheck>(this IHealthChecksBuilder checks, string name)
        where TCheck : class, IHealthCheck => checks.AddCheck<TCheck>(name, HealthStatus.Unhealthy, [ReadyTag], CheckTimeout);

    /// <summary>Adds the check that the delivery stream of this process takes rows.</summary>
    public static IHealthChecksBuilder AddDeliveryReadiness(this IHealthChecksBuilder checks) =>
        checks.AddReadiness<DeliveryHealthCheck>("delivery");

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = WriteLiveAsync })
            .WithName("Live")
            .WithTags("Operations");
        endpoints
            .MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions { Predicate = static check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteReadyAsync }
            )
            .WithName("Ready")
            .WithTags("Operations");
        return endpoints;
    }

    private static Task WriteLiveAsync(HttpContext context, HealthReport report) =>
        TypedResults.Ok(new ReadinessResponse("live", [])).ExecuteAsync(context);

    private static Task WriteReadyAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(ReadinessResponse.Of(report), context.RequestAborted);
}
