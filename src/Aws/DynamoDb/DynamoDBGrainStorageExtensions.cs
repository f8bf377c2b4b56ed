using Maas.Aws.DynamoDb.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Maas.Aws.DynamoDb;

/// <summary>Grain state in DynamoDB tables, named and shaped like the official package's extensions.</summary>
public static class DynamoDBGrainStorageExtensions
{
    /// <summary>Keeps the state of grains that name no storage in a DynamoDB table.</summary>
    public static ISiloBuilder AddDynamoDBGrainStorageAsDefault(
        this ISiloBuilder builder,
        Action<DynamoDBStorageOptions> configureOptions
    ) => builder.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Keeps the state of grains that name no storage in a DynamoDB table.</summary>
    public static ISiloBuilder AddDynamoDBGrainStorageAsDefault(
        this ISiloBuilder builder,
        Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null
    ) => builder.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Keeps the state of grains that name this storage in a DynamoDB table.</summary>
    public static ISiloBuilder AddDynamoDBGrainStorage(
        this ISiloBuilder builder,
        string name,
        Action<DynamoDBStorageOptions> configureOptions
    )
    {
        builder.Services.AddDynamoDBGrainStorage(name, configureOptions);
        return builder;
    }

    /// <summary>Keeps the state of grains that name this storage in a DynamoDB table.</summary>
    public static ISiloBuilder AddDynamoDBGrainStorage(
        this ISiloBuilder builder,
        string name,
        Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null
    )
    {
        builder.Services.AddDynamoDBGrainStorage(name, configureOptions);
        return builder;
    }

    /// <summary>Keeps the state of grains that name no storage in a DynamoDB table.</summary>
    public static IServiceCollection AddDynamoDBGrainStorageAsDefault(
        this IServiceCollection services,
        Action<DynamoDBStorageOptions> configureOptions
    ) => services.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Keeps the state of grains that name no storage in a DynamoDB table.</summary>
    public static IServiceCollection AddDynamoDBGrainStorageAsDefault(
        this IServiceCollection services,
        Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null
    ) => services.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Keeps the state of grains that name this storage in a DynamoDB table.</summary>
    public static IServiceCollection AddDynamoDBGrainStorage(
        this IServiceCollection services,
        string name,
        Action<DynamoDBStorageOptions> configureOptions
    ) => services.AddDynamoDBGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Keeps the state of grains that name this storage in a DynamoDB table.</summary>
    public static IServiceCollection AddDynamoDBGrainStorage(
        this IServiceCollection services,
        string name,
        Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null
    )
    {
        services.AddMetrics();
        configureOptions?.Invoke(services.AddOptions<DynamoDBStorageOptions>(name));
        services.AddTransient<
            IPostConfigureOptions<DynamoDBStorageOptions>,
            DefaultStorageProviderSerializerOptionsConfigurator<DynamoDBStorageOptions>
        >();
        services.ConfigureNamedOptionForLogging<DynamoDBStorageOptions>(name);
        return services.AddGrainStorage(
            name,
            static (provider, name) =>
                ActivatorUtilities.CreateInstance<DynamoDBGrainStorage>(
                    provider,
                    name,
                    provider.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get(name)
                )
        );
    }
}
