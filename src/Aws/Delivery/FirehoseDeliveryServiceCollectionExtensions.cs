using Maas.Aws.Firehose;
using Maas.Aws.Json;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Maas.Aws.Delivery;

public static class FirehoseDeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds the delivery stream that sends rows to Kinesis Data Firehose and the raw store of what it wrote. Region, credentials and endpoint
    /// are the SDK's own settings. It needs an object store over the bucket that the streams write to.
    /// </summary>
    public static IServiceCollection AddFirehoseDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddOptions<FirehoseDeliveryOptions>().Bind(configuration.GetSection(FirehoseDeliveryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FirehoseDeliveryOptions>, FirehoseDeliveryOptionsValidator>();
        services.AddSingleton<IFirehose>(_ => new FirehoseClient(new JsonServiceConfig(FirehoseClient.Service)));
        services.AddSingleton<FirehoseInstruments>();
        services.AddSingleton(provider => new SiloBooks(
            provider.GetRequiredService<IObjectStore>(),
            provider.GetRequiredService<TimeProvider>(),
            Guid.NewGuid()
        ));
        services.AddSingleton<FirehoseDeliveryStream>();
        services.AddSingleton<IDeliveryStream>(provider => new TracedDelivery(provider.GetRequiredService<FirehoseDeliveryStream>()));
        services.AddSingleton<IRawStore, FirehoseRawStore>();
        services.AddSingleton<IHostedService, FirehoseDeliveryService>();
        return services;
    }
}
