using Maas.Local.Data;
using Maas.Local.Files;
using Maas.Local.Objects;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Local.Delivery;

public static class LocalDeliveryServiceCollectionExtensions
{
    /// <summary>Adds the delivery stream and raw store that keep their rows in the data folder.</summary>
    public static IServiceCollection AddLocalDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataFolderAsObjects(configuration);
        services.AddMetrics();
        services.AddOptions<LocalDeliveryOptions>().Bind(configuration.GetSection(LocalDeliveryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LocalDeliveryOptions>, LocalDeliveryOptionsValidator>();
        services.AddSingleton<DeliveryInstruments>();
        services.AddSingleton<UnsealedRows>();
        services.AddSingleton(provider => new HourBooks(Path.Combine(provider.GetRequiredService<DataFolder>().State, "delivery.db")));
        services.AddSingleton(provider =>
        {
            var folder = provider.GetRequiredService<DataFolder>();
            var files = provider.GetRequiredService<IDurableFiles>();
            return new SegmentSealer(
                new SegmentCompressor(folder, files),
                provider.GetRequiredService<HourBooks>(),
                provider.GetRequiredService<UnsealedRows>(),
                files,
                folder.Combine("damaged"),
                provider.GetRequiredService<DeliveryInstruments>(),
                provider.GetRequiredService<ILogger<SegmentSealer>>()
            );
        });
        services.AddSingleton<LocalDeliveryStream>();
        services.AddSingleton<IDeliveryStream>(provider => new TracedDelivery(provider.GetRequiredService<LocalDeliveryStream>()));
        services.AddSingleton<IRawStore, LocalRawStore>();
        services.AddSingleton<IHostedService, LocalDeliveryService>();
        services.AddSingleton<IHostedService, RetentionService>();
        return services;
    }
}
