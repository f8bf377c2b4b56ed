using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Storage;

namespace Maas.Grains.Devices;

/// <summary>What every device grain of a silo shares, in one object: a device holds one reference instead of many.</summary>
internal sealed class DeviceServices(
    IDeliveryStream delivery,
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    IGrainFactory grains,
    IGrainContextAccessor contexts,
    DeviceFlusher flusher,
    DeviceInstruments instruments,
    NamePool names,
    LiveDevices live,
    IOptions<DeviceRegistryOptions> options,
    TimeProvider time,
    ILogger<DeviceGrain> logger
)
{
    public IDeliveryStream Delivery { get; } = delivery;

    public DeviceStore Store { get; } = new(storage, options.Value.Limits);

    public IGrainFactory Grains { get; } = grains;

    /// <summary>The activation being made, or running.</summary>
    public IGrainContext CurrentContext => contexts.GrainContext;

    public DeviceFlusher Flusher { get; } = flusher;

    public DeviceInstruments Instruments { get; } = instruments;

    /// <summary>Where the gateway of this process finds devices.</summary>
    public LiveDevices Live { get; } = live;

    public NamePool Names { get; } = names;

    public ValuePool Values { get; } = new();

    public DeviceRegistryOptions Options { get; } = options.Value;

    public DeviceLimits Limits { get; } = options.Value.Limits;

    public ILogger Logger { get; } = logger;

    /// <summary>Which failures are logged: one of a kind an interval, for the whole silo.</summary>
    public DeviceFailures Failures { get; } = new(time);

    /// <summary>How many devices of the silo may change the index of advertising ids at once.</summary>
    public SemaphoreSlim IndexSlots { get; } = new(options.Value.IndexConcurrency);
}
