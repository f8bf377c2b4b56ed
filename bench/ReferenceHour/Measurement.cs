using System.Diagnostics;

namespace Maas.ReferenceHour;

/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">Of all the process's threads: what counts where others use the machine too.</param>
/// <param name="PeakMiB">The most memory that the process held.</param>
internal sealed record Measurement(double Seconds, double CpuSeconds, long PeakMiB)
{
    public override string ToString() => $"{Seconds:F2} s ({CpuSeconds:F1} s of CPU, {PeakMiB:N0} MiB)";
}

internal sealed class MeasurementClock
{
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _started = Stopwatch.GetTimestamp();

    public MeasurementClock() => PeakMemory.Reset();

    public Measurement Stop() =>
        new(Stopwatch.GetElapsedTime(_started).TotalSeconds, (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds, PeakMemory.ReadMiB());
}
