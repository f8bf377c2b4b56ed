using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Maas.Aws.DynamoDb;

/// <summary>The service's own cluster in DynamoDB, as <c>Maas:Cluster:DynamoDb</c> configures it.</summary>
public static class DynamoDbClusterExtensions
{
    /// <summary>Keeps the silo's membership in the configured table.</summary>
    public static ISiloBuilder AddDynamoDbMembership(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddClusterOptions(configuration);
        return silo.UseDynamoDBClustering(builder => builder.Follow(static (options, cluster) => options.TableName = cluster.TableName));
    }

    /// <summary>Lets a client find the silos in the configured table.</summary>
    public static IClientBuilder AddDynamoDbGateways(this IClientBuilder client, IConfiguration configuration)
    {
        client.Services.AddClusterOptions(configuration);
        return client.UseDynamoDBClustering(builder => builder.Follow(static (options, cluster) => options.TableName = cluster.TableName));
    }

    /// <summary>Keeps reminders in the configured table.</summary>
    public static ISiloBuilder AddDynamoDbReminders(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddClusterOptions(configuration);
        return silo.UseDynamoDBReminderService(builder =>
            builder.Follow(static (options, cluster) => options.TableName = cluster.RemindersTableName)
        );
    }

    /// <summary>Each use of the cluster's tables takes the same connection, and a table of its own.</summary>
    private static void Follow<TOptions>(this OptionsBuilder<TOptions> builder, Action<TOptions, DynamoDbClusterOptions> nameTable)
        where TOptions : DynamoDBClientOptions =>
        builder.Configure<IOptions<DynamoDbClusterOptions>>(
            (options, cluster) =>
            {
                cluster.Value.ApplyTo(options);
                nameTable(options, cluster.Value);
            }
        );

    private static void AddClusterOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DynamoDbClusterOptions>().Bind(configuration.GetSection(DynamoDbClusterOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DynamoDbClusterOptions>, DynamoDbClusterOptionsValidator>());
    }
}
