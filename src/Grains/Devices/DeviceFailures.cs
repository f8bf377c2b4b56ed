using Maas.Tracking.Time;

namespace Maas.Grains.Devices;

/// <summary>Samples the failures that every device of a silo meets at once when the store, the index or the silo itself goes away.</summary>
internal sealed class DeviceFailures(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public LogSampler Load { get; } = new(time, Interval);

    public LogSampler Save { get; } = new(time, Interval);

    public LogSampler Leave { get; } = new(time, Interval);

    public LogSampler Index { get; } = new(time, Interval);
}
