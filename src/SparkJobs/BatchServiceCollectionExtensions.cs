using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Engines.Emr;
using Maas.SparkJobs.Engines.Spark;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Hourly;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
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
    /// Adds <see cref="IHourlyBatch"/> and <see cref="LakeCatalog"/> over the object store, the raw store and the
    /// <see cref="ScratchFolder"/> that are registered elsewhere. Options: <c>Maas:Batch</c>, <c>Maas:Batch:DuckDb</c>,
    /// <c>Maas:Batch:Spark</c>, <c>Maas:Batch:Emr</c>, <c>Maas:Batch:Staging</c>, <c>Maas:Batch:Delta</c>.
    /// </summary>
    public static IServiceCollection AddHourlyBatch(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<BatchOptions>().Bind(configuration.GetSection(BatchOptions.Section)).ValidateOnStart();
        services.AddOptions<DuckDbOptions>().Bind(configuration.GetSection(DuckDbOptions.Section)).ValidateOnStart();
        services.AddOptions<SparkOptions>().Bind(configuration.GetSection(SparkOptions.Section)).ValidateOnStart();
        services.AddOptions<EmrOptions>().Bind(configuration.GetSection(EmrOptions.Section)).ValidateOnStart();
        services.AddOptions<StagingOptions>().Bind(configuration.GetSection(StagingOptions.Section)).ValidateOnStart();
        services.AddOptions<DeltaOptions>().Bind(configuration.GetSection(DeltaOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DuckDbOptions>, DuckDbOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SparkOptions>, SparkOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmrOptions>, EmrOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StagingOptions>, StagingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeltaOptions>, DeltaOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StagedFiles>();
        services.TryAddSingleton<LakeCatalog>();
        services.TryAddSingleton<ISparkRunner, LocalSparkRunner>();
        services.TryAddSingleton<IBatchEngine>(static provider =>
            provider.GetRequiredService<IOptions<BatchOptions>>().Value.Engine switch
            {
                BatchEngine.Spark => new SparkEngine(
                    provider.GetRequiredService<StagedFiles>(),
                    provider.GetRequiredService<IObjectStore>(),
                    provider.GetRequiredService<ISparkRunner>()
                ),
                BatchEngine.Emr => EmrSparkRunner.CreateEngine(provider),
                _ => ActivatorUtilities.CreateInstance<DuckDbEngine>(provider),
            }
        );
        services.TryAddSingleton<IHourlyBatch, HourlyBatch>();
        return services;
    }
}
