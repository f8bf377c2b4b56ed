using Maas.Tracking.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Orleans.Hosting;

namespace Maas.Gateway.Telemetry;

/// <summary>
/// Traces, from the request of an SDK to its durable write: on when the standard variables name a collector for them, and otherwise not even
/// asked for. An SDK's <c>traceparent</c> is gone on from; <c>OTEL_TRACES_SAMPLER</c> says how many of the others are recorded.
/// </summary>
public static class Tracing
{
    private const string TracesEndpointVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    public static bool IsOn(IConfiguration configuration) =>
        TelemetryExtensions.HasCollector(configuration) || !string.IsNullOrWhiteSpace(configuration[TracesEndpointVariable]);

    /// <summary>Carries traces along with the calls of grains; costs each call a filter, so only while they are on.</summary>
    public static ISiloBuilder AddTracing(this ISiloBuilder silo, IConfiguration configuration) =>
        IsOn(configuration) ? silo.AddActivityPropagation() : silo;

    /// <summary>Carries traces along with the calls of grains; costs each call a filter, so only while they are on.</summary>
    public static IClientBuilder AddTracing(this IClientBuilder client, IConfiguration configuration) =>
        IsOn(configuration) ? client.AddActivityPropagation() : client;

    internal static void AddTracing(this OpenTelemetryBuilder telemetry) =>
        telemetry.WithTracing(static tracing =>
            tracing
                .AddSource(Spans.SourceName, "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation(static options => options.Filter = IsTraced)
        );

    /// <summary>Probes and scrapes come every few seconds and tell nothing.</summary>
    private static bool IsTraced(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
}
