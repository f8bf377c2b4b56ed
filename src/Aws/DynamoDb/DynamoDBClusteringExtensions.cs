using Maas.Aws.DynamoDb.Membership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;

namespace Maas.Aws.DynamoDb;

/// <summary>Clustering through a DynamoDB table, named and shaped like the official package's extensions.</summary>
public static class DynamoDBClusteringExtensions
{
    /// <summary>Keeps the cluster's membership in a DynamoDB table.</summary>
    public static ISiloBuilder UseDynamoDBClustering(this ISiloBuilder builder, Action<DynamoDBClusteringOptions>? configureOptions) =>
        builder.UseDynamoDBClustering(options => Configure(options, configureOptions));

    /// <summary>Keeps the cluster's membership in a DynamoDB table.</summary>
    public static ISiloBuilder UseDynamoDBClustering(
        this ISiloBuilder builder,
        Action<OptionsBuilder<DynamoDBClusteringOptions>>? configureOptions
    )
    {
        configureOptions?.Invoke(builder.Services.AddOptions<DynamoDBClusteringOptions>());
        builder.Services.ConfigureFormatter<DynamoDBClusteringOptions>();
        builder.Services.AddSingleton<IMembershipTable, DynamoDBMembershipTable>();
        return builder;
    }

    /// <summary>Finds the cluster's gateways in its DynamoDB membership table.</summary>
    public static IClientBuilder UseDynamoDBClustering(this IClientBuilder builder, Action<DynamoDBGatewayOptions>? configureOptions) =>
        builder.UseDynamoDBClustering(options => Configure(options, configureOptions));

    /// <summary>Finds the cluster's gateways in its DynamoDB membership table.</summary>
    public static IClientBuilder UseDynamoDBClustering(
        this IClientBuilder builder,
        Action<OptionsBuilder<DynamoDBGatewayOptions>>? configureOptions
    )
    {
        configureOptions?.Invoke(builder.Services.AddOptions<DynamoDBGatewayOptions>());
        builder.Services.ConfigureFormatter<DynamoDBGatewayOptions>();
        builder.Services.AddSingleton<IGatewayListProvider, DynamoDBGatewayListProvider>();
        return builder;
    }

    private static void Configure<T>(OptionsBuilder<T> options, Action<T>? configure)
        where T : class
    {
        if (configure is not null)
        {
            options.Configure(configure);
        }
    }
}
