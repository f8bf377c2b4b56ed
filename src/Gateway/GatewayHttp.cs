using Maas.Gateway.Access;
using Maas.Gateway.Health;
using Maas.Gateway.OpenApi;
using Maas.Gateway.Problems;
using Maas.Gateway.Registry;
using Maas.Gateway.Runs;
using Maas.Gateway.Status;
using Maas.Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Gateway;

/// <summary>Everything that the service speaks over HTTP beside the SDKs' protocol. It needs an <see cref="IGrainFactory"/>.</summary>
public static class GatewayHttp
{
    public static IServiceCollection AddGatewayHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options => GatewayJson.Configure(options.SerializerOptions));
        services.AddProblems().AddAccess(configuration).AddForwarding(configuration);
        services.AddRegistryHttp().AddRunsHttp(configuration);
        services.AddApiDocument().AddOperations(configuration);
        return services;
    }

    /// <summary>What a process without the gateway serves too: health and metrics.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMaasTelemetry(configuration).AddHealth();
        return services;
    }

    public static IServiceCollection AddRegistryHttp(this IServiceCollection services) => services.AddSingleton<RegistryInstruments>();

    public static IServiceCollection AddRunsHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RunsHttpOptions>().Bind(configuration.GetSection(RunsHttpOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RunsHttpOptions>, RunsHttpOptionsValidator>());
        return services;
    }

    /// <summary>
    /// Must come first in the pipeline. Routing answers the SDKs' endpoints itself (see <see cref="Ingestion.IngestionExtensions"/>), after the
    /// client's address is known and before anything that only the other endpoints need.
    /// </summary>
    public static IApplicationBuilder UseGatewayHttp(this IApplicationBuilder app) =>
        app.UseForwarding().UseRouting().UseProblems().UseAuthentication().UseAuthorization();

    public static IEndpointRouteBuilder MapGatewayHttp(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRegistry().MapRuns().MapBackfills().MapRebuild().MapOperations().MapApiDocument().MapStatusPage();

    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder endpoints) => endpoints.MapHealth().MapMetrics();
}
