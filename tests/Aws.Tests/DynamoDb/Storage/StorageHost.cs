using Maas.Aws.DynamoDb;
using Maas.Aws.DynamoDb.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Maas.Aws.Tests.DynamoDb.Storage;

/// <summary>Grain storage over the shared server, composed as the service does it, its table looked for.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StorageHost(ServiceProvider services) => _services = services;

    public IGrainStorage Storage => _services.GetRequiredKeyedService<IGrainStorage>("Default");

    public static async Task<StorageHost> StartAsync(
        DynamoDbServer server,
        Action<DynamoDBStorageOptions>? configure = null,
        TimeProvider? time = null
    )
    {
        var endpoint = await server.EndpointAsync();
        var services = new ServiceCollection();
        services.AddSerializer();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        services.Configure<ClusterOptions>(cluster => cluster.ServiceId = "service");
        services.AddDynamoDBGrainStorage(
            "Default",
            builder =>
                builder.Configure<IActivatorProvider>(
                    (options, activators) =>
                    {
                        options.Service = endpoint;
                        options.GrainStorageSerializer = new StateSerializer(activators);
                        configure?.Invoke(options);
                    }
                )
        );
        var host = new StorageHost(services.BuildServiceProvider());
        await ((DynamoDBGrainStorage)host.Storage).Init(CancellationToken.None);
        return host;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
