using Maas.Local.Data;
using Maas.Local.Delivery;
using Maas.Local.Objects;
using Maas.SparkJobs;

namespace Maas.Silo.Hosting;

internal static class EmbeddedAdapters
{
    /// <summary>
    /// The adapters that need nothing but a folder. The data folder comes first: hosted services stop in reverse order, so what is
    /// registered here outlives the silo and the gateway that write through it.
    /// </summary>
    public static IServiceCollection AddEmbeddedAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddDataFolder(configuration);
        services.AddDirectoryObjects(configuration);
        services.AddLocalDelivery(configuration);
        services.AddHourlyBatch(configuration);
        return services;
    }
}
