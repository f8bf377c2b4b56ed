using Maas.Contracts.Devices;
using Maas.Grains.Devices;
using Maas.Tracking.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Providers;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Maas.Grains.Tests.Devices;

/// <summary>A silo with the registry, whose delivery and storage obey the test.</summary>
public sealed class Registry : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public Registry()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.Services.AddSingleton<IDeliveryStream>(Delivery);
                silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, Storage);
                silo.AddDeviceRegistry(
                    new ConfigurationBuilder()
                        .AddInMemoryCollection([new("Maas:Devices:FlushInterval", "01:00:00"), new("Maas:Devices:AppendsInFlightMax", "4")])
                        .Build()
                );
            }
        );
        _cluster = builder.Build();
    }

    internal FakeDelivery Delivery { get; } = new();

    internal FakeStorage Storage { get; } = new();

    public IGrainFactory Grains => _cluster.Client;

    internal DeviceFlusher Flusher => _cluster.Silos[0].ServiceProvider.GetRequiredService<DeviceFlusher>();

    internal LiveDevices Live => _cluster.Silos[0].ServiceProvider.GetRequiredService<LiveDevices>();

    /// <summary>The way of a gateway in the silo's process.</summary>
    internal IDeviceAppends Appends => _cluster.Silos[0].ServiceProvider.GetRequiredService<IDeviceAppends>();

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public Task StopAsync() => _cluster.StopAllSilosAsync();

    /// <summary>A device of its own for a test.</summary>
    public IDeviceGrain NewDevice(out GrainId id)
    {
        var device = Grains.GetDevice("demo", Guid.NewGuid().ToString("n"));
        id = device.GetGrainId();
        return device;
    }

    public IAdvertisingIdGrain Index(string idfa) =>
        Grains.GetGrain<IAdvertisingIdGrain>(AdvertisingIdAddress.Format("demo", AdvertisingIdKind.Idfa, idfa));

    /// <summary>Takes the grain out of memory as the silo does with an idle one; its next call activates it anew.</summary>
    public static async Task DeactivateAsync(IAddressable grain) => await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    public Task FlushAsync() => Flusher.FlushAllAsync(TestContext.Current.CancellationToken);
}
