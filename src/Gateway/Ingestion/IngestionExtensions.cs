using Maas.Contracts.Devices;
using Maas.Gateway.Apps;
using Maas.Gateway.Ingestion.Http;
using Maas.Gateway.Ingestion.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Gateway.Ingestion;

/// <summary>The protocol of Segment's SDKs and those that speak it. It needs an <see cref="IGrainFactory"/>.</summary>
public static class IngestionExtensions
{
    private static readonly string[] BatchPaths = ["/v1/batch", "/v1/b", "/v1/import"];

    /// <summary>Paths of one event, which name its type.</summary>
    private static readonly (string Path, EventType Type)[] EventPaths =
    [
        ("/v1/identify", EventType.Identify),
        ("/v1/track", EventType.Track),
        ("/v1/page", EventType.Page),
        ("/v1/screen", EventType.Screen),
        ("/v1/group", EventType.Group),
        ("/v1/alias", EventType.Alias),
        ("/v1/i", EventType.Identify),
        ("/v1/t", EventType.Track),
        ("/v1/p", EventType.Page),
        ("/v1/s", EventType.Screen),
        ("/v1/g", EventType.Group),
        ("/v1/a", EventType.Alias),
    ];

    /// <summary>Jitsu's paths: a type that is none of the protocol's leaves it to the event.</summary>
    private static readonly string[] TypedPaths = ["/api/s/{type}", "/api/s/s2s/{type}"];

    public static IServiceCollection AddIngestion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddApps(configuration);
        services.AddOptions<IngestionOptions>().Bind(configuration.GetSection(IngestionOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IngestionOptions>, IngestionOptionsValidator>());
        services.AddOptions<ConsentOptions>().Bind(configuration.GetSection(ConsentOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<IngestionOptions>>().Value);
        services.AddSingleton(static provider => new InFlightBytes(provider.GetRequiredService<IngestionOptions>().InFlightBytesMax));
        services.AddSingleton(CreateRules);
        services.AddSingleton<IngestionInstruments>();
        services.AddSingleton<EventRates>();
        services.TryAddSingleton<IDeviceAppends, GrainAppends>();
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<IngestHandler>();
        services.AddSingleton<SettingsHandler>();
        return services;
    }

    /// <summary>The apps and their write keys.</summary>
    public static IServiceCollection AddApps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AppsOptions>().Bind(configuration.GetSection(AppsOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AppsOptions>, AppsOptionsValidator>());
        services.TryAddSingleton<WriteKeys>();
        return services;
    }

    public static IEndpointRouteBuilder MapIngestion(this IEndpointRouteBuilder endpoints)
    {
        var ingest = endpoints.ServiceProvider.GetRequiredService<IngestHandler>();
        var settings = endpoints.ServiceProvider.GetRequiredService<SettingsHandler>();
        foreach (var path in BatchPaths)
        {
            Map(endpoints, path, HttpMethods.Post, context => ingest.HandleAsync(context, IngestHandler.Shape.Batch, EventType.Unknown));
        }

        foreach (var (path, type) in EventPaths)
        {
            Map(endpoints, path, HttpMethods.Post, context => ingest.HandleAsync(context, IngestHandler.Shape.Single, type));
        }

        foreach (var path in TypedPaths)
        {
            Map(endpoints, path, HttpMethods.Post, context => ingest.HandleAsync(context, IngestHandler.Shape.Single, TypeOf(context)));
        }

        Map(endpoints, "/v1/projects/{writeKey}/settings", HttpMethods.Get, settings.GetSettingsAsync);
        Map(endpoints, "/sourceConfig", HttpMethods.Get, settings.GetSourceConfigAsync);
        return endpoints;
    }

    /// <summary>
    /// Short-circuited, and not measured by the server: these endpoints do without the middleware of the others, look at write keys themselves,
    /// and have instruments of their own. That spares a tenth of what a batch costs (bench/Ingest).
    /// </summary>
    private static void Map(IEndpointRouteBuilder endpoints, string path, string method, RequestDelegate handle)
    {
        SdkApi.Describe(endpoints.MapMethods(path, [method], handle).ShortCircuit().DisableHttpMetrics(), path);
        endpoints.MapMethods(path, [HttpMethods.Options], SdkResponse.WritePreflightAsync).ShortCircuit().ExcludeFromDescription();
    }

    private static EventType TypeOf(HttpContext context) =>
        context.Request.RouteValues["type"] is string type ? EventTypes.Parse(System.Text.Encoding.UTF8.GetBytes(type)) : EventType.Unknown;

    private static IngestRules CreateRules(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IngestionOptions>();
        var time = provider.GetRequiredService<TimeProvider>();
        return new IngestRules
        {
            EventBytesMax = options.EventBytesMax,
            DeviceKeyBytesMax = options.DeviceKeyBytesMax,
            RejectPayloadBytesMax = options.RejectPayloadBytesMax,
            StoreAddresses = options.StoreAddresses,
            Consent = provider.GetRequiredService<IOptions<ConsentOptions>>().Value.ToCategories(),
            NewMessageId = () => Guid.CreateVersion7(time.GetUtcNow()),
        };
    }
}
