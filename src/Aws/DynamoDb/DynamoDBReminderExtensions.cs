using Maas.Aws.DynamoDb.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Maas.Aws.DynamoDb;

/// <summary>Reminders in a DynamoDB table, named and shaped like the official package's extensions.</summary>
public static class DynamoDBReminderExtensions
{
    /// <summary>Keeps reminders in a DynamoDB table.</summary>
    public static ISiloBuilder UseDynamoDBReminderService(this ISiloBuilder builder, Action<DynamoDBReminderStorageOptions> configure)
    {
        builder.Services.UseDynamoDBReminderService(configure);
        return builder;
    }

    /// <summary>Keeps reminders in a DynamoDB table.</summary>
    public static ISiloBuilder UseDynamoDBReminderService(
        this ISiloBuilder builder,
        Action<OptionsBuilder<DynamoDBReminderStorageOptions>> configureOptions
    )
    {
        builder.Services.UseDynamoDBReminderService(configureOptions);
        return builder;
    }

    /// <summary>Keeps reminders in a DynamoDB table.</summary>
    public static IServiceCollection UseDynamoDBReminderService(
        this IServiceCollection services,
        Action<DynamoDBReminderStorageOptions> configure
    ) => services.UseDynamoDBReminderService((OptionsBuilder<DynamoDBReminderStorageOptions> options) => options.Configure(configure));

    private static IServiceCollection UseDynamoDBReminderService(
        this IServiceCollection services,
        Action<OptionsBuilder<DynamoDBReminderStorageOptions>> configureOptions
    )
    {
        services.AddReminders();
        configureOptions(services.AddOptions<DynamoDBReminderStorageOptions>());
        services.ConfigureFormatter<DynamoDBReminderStorageOptions>();
        return services.AddSingleton<IReminderTable, DynamoDBReminderTable>();
    }
}
