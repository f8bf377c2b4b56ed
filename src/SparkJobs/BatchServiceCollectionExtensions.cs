using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs;

/// <summary>Registers the hourly batch.</summary>
public static class BatchServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IHourlyBatch"/> and <see cref="LakeCatalog"/> over the object store and raw store that are registered elsewhere.
    /// Options: <c>Maas:Batch</c>, <c>Maas:Batch:DuckDb</c>, <c>Maas:Batch:Delta</c>.
    /// </summary>
    public static IServiceCollection AddHourlyBatch(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<BatchOptions>().Bind(configuration.GetSection(BatchOptions.Section)).ValidateOnStart();
        services.AddOptions<DuckDbOptions>().Bind(configuration.GetSection(DuckDbOptions.Section)).ValidateOnStart();
        services.AddOptions<DeltaOptions>().Bind(configuration.GetSection(DeltaOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DuckDbOptions>, DuckDbOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeltaOptions>, DeltaOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LakeCatalog>();
        services.TryAddSingleton<IBatchEngine, DuckDbEngine>();
        services.TryAddSingleton<IHourlyBatch, HourlyBatch>();
        return services;
    }
}
