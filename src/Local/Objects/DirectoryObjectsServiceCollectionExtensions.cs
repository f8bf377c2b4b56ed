using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Maas.Local.Objects;

public static class DirectoryObjectsServiceCollectionExtensions
{
    /// <summary>Adds the object store that keeps its objects as files below the data folder.</summary>
    public static IServiceCollection AddDirectoryObjects(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataFolderAsObjects(configuration);
        services.AddSingleton<IObjectStore>(provider => provider.GetRequiredService<DirectoryObjectStore>());
        return services;
    }

    /// <summary>Adds the same store for what is always in the data folder, wherever other objects are kept. Calling it twice is harmless.</summary>
    internal static IServiceCollection AddDataFolderAsObjects(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataFolder(configuration);
        services.TryAddSingleton(provider => new DirectoryObjectStore(
            provider.GetRequiredService<DataFolder>(),
            provider.GetRequiredService<IDurableFiles>()
        ));
        return services;
    }
}
