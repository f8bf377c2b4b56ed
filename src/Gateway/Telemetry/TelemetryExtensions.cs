using System.Diagnostics.Metrics;
using Maas.Gateway.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Maas.Gateway.Telemetry;

/// <summary>
/// The meters of the product, of Kestrel, of Orleans and of the runtime: scraped by Prometheus, and pushed over OTLP, together with
/// <see cref="Tracing">traces</see>, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.
/// </summary>
public static class TelemetryExtensions
{
    private const string OtlpEndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
    [
        "Maas.*",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.Orleans",
    ];

    /// <summary>From half a millisecond, a flush on a good disk, to an hour, a run with its cluster.</summary>
    private static readonly ExplicitBucketHistogramConfiguration Durations = new()
    {
        Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    public static IServiceCollection AddMaasTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("maas", autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector()
            )
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView(BucketsOf).AddRuntimeInstrumentation().AddPrometheusExporter());
        if (Tracing.IsOn(configuration))
        {
            telemetry.AddTracing();
            telemetry.UseOtlpExporter();
        }

        return services;
    }

    internal static bool HasCollector(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[OtlpEndpointVariable]);

    /// <summary>The default boundaries are for milliseconds; ours are seconds.</summary>
    private static ExplicitBucketHistogramConfiguration? BucketsOf(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith("Maas.", StringComparison.Ordinal)
            ? Durations
            : null;

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapPrometheusScrapingEndpoint("/metrics")
            .Described()
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get]))
            .WithName("GetMetrics")
            .WithTags("Operations")
            .WithSummary("Metrics in the text format of Prometheus")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/plain"]));
        return endpoints;
    }
}
