using System.Diagnostics;

namespace Maas.Delivery.Bench;

/// <summary>What some operations cost the whole process, its background threads included.</summary>
internal sealed class Measurement
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private long _operations;

    public TimeSpan Elapsed { get; private set; }

    public double PerSecond => _operations / Elapsed.TotalSeconds;

    public double CpuMicros { get; private set; }

    public double AllocatedBytes { get; private set; }

    public static Measurement Start() => new();

    public Measurement Stop(long operations)
    {
        _operations = operations;
        Elapsed = Stopwatch.GetElapsedTime(_started);
        CpuMicros = (Environment.CpuUsage.TotalTime - _cpu).TotalMicroseconds / operations;
        AllocatedBytes = (GC.GetTotalAllocatedBytes() - _allocated) / (double)operations;
        return this;
    }
}
