using Maas.Tracking.Devices;
using Microsoft.Extensions.Options;

namespace Maas.Grains.Devices;

/// <summary>How a silo keeps its devices. Bound to <c>Maas:Devices</c>.</summary>
public sealed class DeviceRegistryOptions
{
    public const string Section = "Maas:Devices";

    /// <summary>
    /// Hashes of message ids that a device remembers, 8 to 4,096; default 64. More recognises older copies before they are written, at
    /// 8 bytes of memory each; copies that it misses are dropped by the lake.
    /// </summary>
    public int MessageWindow { get; set; } = 64;

    /// <summary>
    /// Newest hours whose counts a device keeps, 1 to 1,000; default 26, so that a whole day can always be shown.
    /// </summary>
    public int HoursKept { get; set; } = 26;

    /// <summary>
    /// Appends of one device that may wait for durability at once, 1 to 10,000; default 64. One more is refused, and its sender told to
    /// retry, so that a single device cannot pile up memory.
    /// </summary>
    public int AppendsInFlightMax { get; set; } = 64;

    /// <summary>How long after a change a device's state is saved; default 60 s. Longer saves writes and loses more of the cache in a crash.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Devices saved at once, 1 to 10,000; default 256, which group commit turns into few writes.</summary>
    public int FlushConcurrency { get; set; } = 256;

    /// <summary>Tries of one save that meets what another activation saved, 1 to 100; default 5. After them the save waits for the next flush.</summary>
    public int SaveAttemptsMax { get; set; } = 5;

    /// <summary>Devices whose advertising ids are brought into the index at once, 1 to 10,000; default 32.</summary>
    public int IndexConcurrency { get; set; } = 32;

    /// <summary>
    /// Device keys that an advertising id's index entry holds, 1 to 10,000; default 100. An id carried by more is nobody's, such as one of
    /// an emulator, and is not indexed further.
    /// </summary>
    public int KeysPerAdvertisingIdMax { get; set; } = 100;

    /// <summary>How long a device may be idle before it leaves memory; default 15 min, at least 2 min. It returns with its next event.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Calls to one grain of the silo that may wait or run at once, 16 to 1,000,000; default 1,000. One more is rejected with an exception,
    /// which the gateway answers with 503. Appends meet <see cref="AppendsInFlightMax"/> first.
    /// </summary>
    public int CallsPerGrainMax { get; set; } = 1_000;

    /// <summary>
    /// Addresses of grains that the silo caches, 1,000 to 10,000,000; default 10,000. Each costs about 300 bytes and spares a call a directory
    /// look-up, which is local when the silo is alone and a call to another silo in a cluster: raise it there.
    /// </summary>
    public int DirectoryCacheSize { get; set; } = 10_000;

    /// <summary>
    /// Devices in memory that the gateway of the same process reaches without a grain call, 0 to 10,000,000; default 262,144. Each costs 12
    /// bytes, used or not. Others are reached by the call, which takes a few times longer.
    /// </summary>
    public int LocalDevicesMax { get; set; } = 262_144;

    internal DeviceLimits Limits => new(MessageWindow, HoursKept);
}

/// <summary>Reports every wrong setting at once.</summary>
internal sealed class DeviceRegistryOptionsValidator : IValidateOptions<DeviceRegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeviceRegistryOptions options)
    {
        var builder = new ValidateOptionsResultBuilder();
        Range(builder, nameof(options.MessageWindow), options.MessageWindow, 8, 4096);
        Range(builder, nameof(options.HoursKept), options.HoursKept, 1, 1000);
        Range(builder, nameof(options.AppendsInFlightMax), options.AppendsInFlightMax, 1, 10_000);
        Range(builder, nameof(options.FlushConcurrency), options.FlushConcurrency, 1, 10_000);
        Range(builder, nameof(options.SaveAttemptsMax), options.SaveAttemptsMax, 1, 100);
        Range(builder, nameof(options.IndexConcurrency), options.IndexConcurrency, 1, 10_000);
        Range(builder, nameof(options.KeysPerAdvertisingIdMax), options.KeysPerAdvertisingIdMax, 1, 10_000);
        Range(builder, nameof(options.CallsPerGrainMax), options.CallsPerGrainMax, 16, 1_000_000);
        Range(builder, nameof(options.DirectoryCacheSize), options.DirectoryCacheSize, 1_000, 10_000_000);
        Range(builder, nameof(options.LocalDevicesMax), options.LocalDevicesMax, 0, 10_000_000);
        Range(builder, nameof(options.FlushInterval), options.FlushInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(builder, nameof(options.IdleAge), options.IdleAge, TimeSpan.FromMinutes(2), TimeSpan.FromDays(1));
        return builder.Build();
    }

    private static void Range<T>(ValidateOptionsResultBuilder builder, string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            builder.AddError($"{DeviceRegistryOptions.Section}:{name} is {value}: set it to a value from {min} to {max}.");
        }
    }
}
