using Maas.Aws.DynamoDb;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("DynamoDB", "Clustering", "Silo", typeof(DynamoDBClusteringProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Clustering", "Client", typeof(DynamoDBClusteringProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "GrainStorage", "Silo", typeof(DynamoDBGrainStorageProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Reminders", "Silo", typeof(DynamoDBRemindersProviderBuilder))]

namespace Maas.Aws.DynamoDb;

/// <summary><c>Orleans:Clustering:ProviderType</c> <c>DynamoDB</c>: the section's keys are the options' properties.</summary>
internal sealed class DynamoDBClusteringProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((OptionsBuilder<DynamoDBClusteringOptions> options) => options.BindProvider(configurationSection));

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((OptionsBuilder<DynamoDBGatewayOptions> options) => options.BindProvider(configurationSection));
}

/// <summary><c>Orleans:GrainStorage:NAME:ProviderType</c> <c>DynamoDB</c>; <c>SerializerKey</c> names a serializer among the services.</summary>
internal sealed class DynamoDBGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddDynamoDBGrainStorage(
            name ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (OptionsBuilder<DynamoDBStorageOptions> options) =>
                options
                    .BindProvider(configurationSection)
                    .Configure<IServiceProvider>(
                        (storage, services) =>
                        {
                            if (configurationSection["SerializerKey"] is { Length: > 0 } key)
                            {
                                storage.GrainStorageSerializer = services.GetRequiredKeyedService<IGrainStorageSerializer>(key);
                            }
                        }
                    )
        );
}

/// <summary><c>Orleans:Reminders:ProviderType</c> <c>DynamoDB</c>.</summary>
internal sealed class DynamoDBRemindersProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBReminderService(
            (OptionsBuilder<DynamoDBReminderStorageOptions> options) => options.BindProvider(configurationSection)
        );
}
