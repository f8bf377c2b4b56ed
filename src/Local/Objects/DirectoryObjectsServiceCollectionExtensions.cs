using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Local.Objects;

public static class DirectoryObjectsServiceCollectionExtensions
{
    /// <summary>Adds the object store that keeps its objects as files below the data folder.</summary>
    public static IServiceCollection AddDirectoryObjects(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataFolder(configuration);
        services.AddSingleton<IObjectStore>(provider => new DirectoryObjectStore(
            provider.GetRequiredService<DataFolder>(),
            provider.GetRequiredService<IDurableFiles>()
        ));
        return services;
    }
}
