using Maas.Aws.Json;
using Maas.Aws.Prices;
using Maas.Tracking.Runs.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Emr;

/// <summary>Registers EMR as the provider of clusters.</summary>
public static class EmrServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ITransientClusters"/> over EMR. Region, credentials and endpoint are the SDK's own (<c>AWS_REGION</c>, …,
    /// <c>AWS_ENDPOINT_URL_EMR</c>). Options: <c>Maas:Batch:Emr</c>.
    /// </summary>
    public static IServiceCollection AddEmrClusters(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<EmrClusterOptions>().Bind(configuration.GetSection(EmrClusterOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmrClusterOptions>, EmrClusterOptionsValidator>());
        services.TryAddSingleton(_ => new EmrClient(new JsonServiceConfig(EmrClient.Service)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            provider.GetRequiredService<IOptions<EmrClusterOptions>>().Value.PriceFile is { } file
                ? PriceTable.BuiltIn().OverriddenBy(file)
                : PriceTable.BuiltIn()
        );
        services.TryAddSingleton<ITransientClusters, EmrClusters>();
        return services;
    }
}
