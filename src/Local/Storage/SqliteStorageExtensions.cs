using Maas.Local.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;

namespace Maas.Local.Storage;

public static class SqliteStorageExtensions
{
    private const string DefaultName = "Default";

    /// <summary>Keeps the state of grains that name no storage in the data folder's SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder silo) => silo.AddSqliteGrainStorage(DefaultName);

    /// <summary>Keeps the state of grains that name this storage in the data folder's SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder silo, string name)
    {
        silo.Services.AddSqliteGrainStorage(silo.Configuration, name);
        return silo;
    }

    /// <summary>Keeps the state of grains that name this storage in the data folder's SQLite file. Storages of all names share the file.</summary>
    public static IServiceCollection AddSqliteGrainStorage(this IServiceCollection services, IConfiguration configuration, string name)
    {
        services.AddDataFolder(configuration);
        services.AddMetrics();
        if (!services.Any(service => service.ServiceType == typeof(StateDatabase)))
        {
            services.AddOptions<SqliteStorageOptions>().Bind(configuration.GetSection(SqliteStorageOptions.Section)).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
            services.AddSingleton<StorageInstruments>();
            services.AddSingleton(provider => new StateDatabase(
                Path.Combine(provider.GetRequiredService<DataFolder>().State, "maas.db"),
                provider.GetRequiredService<IOptions<SqliteStorageOptions>>(),
                provider.GetRequiredService<StorageInstruments>()
            ));
        }

        return services.AddGrainStorage(
            name,
            static (provider, _) =>
                new SqliteGrainStorage(provider.GetRequiredService<StateDatabase>(), provider.GetRequiredService<IActivatorProvider>())
        );
    }
}
