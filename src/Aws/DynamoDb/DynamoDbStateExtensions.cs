using Maas.Aws.DynamoDb.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Serialization.Serializers;

namespace Maas.Aws.DynamoDb;

/// <summary>The service's own grain state in DynamoDB, as <c>Maas:Storage:DynamoDb</c> configures it.</summary>
public static class DynamoDbStateExtensions
{
    /// <summary>Keeps grain state in the configured table. What is cleared is deleted: an erased device leaves nothing.</summary>
    public static ISiloBuilder AddDynamoDbState(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddOptions<DynamoDbStateOptions>().Bind(configuration.GetSection(DynamoDbStateOptions.Section)).ValidateOnStart();
        silo.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DynamoDbStateOptions>, DynamoDbStateOptionsValidator>()
        );
        return silo.AddDynamoDBGrainStorageAsDefault(builder =>
            builder.Configure<IOptions<DynamoDbStateOptions>, IActivatorProvider>(
                (options, state, activators) =>
                {
                    state.Value.ApplyTo(options);
                    options.TableName = state.Value.TableName;
                    options.DeleteStateOnClear = true;
                    options.GrainStorageSerializer = new StateSerializer(activators);
                }
            )
        );
    }
}
