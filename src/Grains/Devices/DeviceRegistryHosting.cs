using Maas.Contracts.Devices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Maas.Grains.Devices;

/// <summary>Adds the live registry of devices to a silo.</summary>
public static class DeviceRegistryHosting
{
    /// <summary>
    /// Adds the device, advertising id and reject grains. They need an <see cref="Tracking.Delivery.IDeliveryStream"/> and the default
    /// grain storage. Options are bound to <see cref="DeviceRegistryOptions.Section"/> of the configuration.
    /// </summary>
    public static ISiloBuilder AddDeviceRegistry(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddOptions<DeviceRegistryOptions>().Bind(configuration.GetSection(DeviceRegistryOptions.Section)).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<DeviceRegistryOptions>, DeviceRegistryOptionsValidator>();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<NamePool>();
        silo.Services.AddSingleton<DeviceInstruments>();
        silo.Services.AddSingleton<LiveDevices>();
        silo.Services.AddSingleton<IDeviceAppends, LocalAppends>();
        silo.Services.AddSingleton<DeviceServices>();
        silo.Services.AddSingleton<DeviceFlusher>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<DeviceFlusher>());
        LimitTheSilo(silo.Services);
        return silo;
    }

    /// <summary>The silo's own limits that follow from having very many, very small grains.</summary>
    private static void LimitTheSilo(IServiceCollection services)
    {
        services
            .AddOptions<GrainCollectionOptions>()
            .Configure<IOptions<DeviceRegistryOptions>>(
                (collection, devices) => collection.ClassSpecificCollectionAge[typeof(DeviceGrain).FullName!] = devices.Value.IdleAge
            );
        services
            .AddOptions<SiloMessagingOptions>()
            .Configure<IOptions<DeviceRegistryOptions>>(
                (messaging, devices) => messaging.MaxEnqueuedRequestsHardLimit = devices.Value.CallsPerGrainMax
            );
        services
            .AddOptions<GrainDirectoryOptions>()
            .Configure<IOptions<DeviceRegistryOptions>>((directory, devices) => directory.CacheSize = devices.Value.DirectoryCacheSize);
    }
}
