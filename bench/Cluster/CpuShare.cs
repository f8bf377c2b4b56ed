using System.Diagnostics;
using System.Globalization;

namespace Maas.Cluster.Bench;

/// <summary>
/// A process held to a share of one processor by the kernel (the CPU controller of cgroups, version 2 or 1; needs root). Periods are short, so
/// that a process that has used up its share waits milliseconds and not a tenth of a second.
/// </summary>
internal sealed class CpuShare : IDisposable
{
    private const int PeriodMicros = 10_000;
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;
    private readonly string _parent;

    private CpuShare(string parent, string folder) => (_parent, _folder) = (parent, folder);

    public static CpuShare Limit(int processId, double processors)
    {
        var unified = File.Exists(Path.Combine(Root, "cgroup.controllers"));
        var parent = unified ? Root : Path.Combine(Root, "cpu");
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"maas-bench-{processId}")).FullName;
        var quota = (int)(PeriodMicros * processors);
        if (unified)
        {
            Write(folder, "cpu.max", $"{quota} {PeriodMicros}");
        }
        else
        {
            Write(folder, "cpu.cfs_period_us", $"{PeriodMicros}");
            Write(folder, "cpu.cfs_quota_us", $"{quota}");
        }

        Write(folder, "cgroup.procs", $"{processId}");
        return new CpuShare(parent, folder);
    }

    /// <summary>Lifts the limit.</summary>
    public void Dispose()
    {
        foreach (var process in File.ReadAllLines(Path.Combine(_folder, "cgroup.procs")))
        {
            Write(_parent, "cgroup.procs", process);
        }

        Directory.Delete(_folder);
    }

    /// <summary>CPU time that the process has used.</summary>
    public static TimeSpan Used(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    private static void Write(string folder, string file, string text) =>
        File.WriteAllText(Path.Combine(folder, file), text.ToString(CultureInfo.InvariantCulture));
}
