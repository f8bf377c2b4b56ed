using Maas.Local.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Local.Data;

public static class DataFolderServiceCollectionExtensions
{
    /// <summary>Adds the data folder of <c>Maas:Data</c>, locked when it is first asked for. Calling it twice is harmless.</summary>
    public static IServiceCollection AddDataFolder(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDurableFiles, DurableFiles>();
        if (services.Any(service => service.ServiceType == typeof(DataFolder)))
        {
            return services;
        }

        services.AddOptions<DataFolderOptions>().Bind(configuration.GetSection(DataFolderOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DataFolderOptions>, DataFolderOptionsValidator>();
        services.AddSingleton<DataFolder>();
        return services;
    }
}
