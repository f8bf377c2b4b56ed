using System.Globalization;

namespace Maas.ReferenceHour;

/// <summary>The most memory that the process has held since the last reset, as Linux counts it.</summary>
internal static class PeakMemory
{
    private const string ResetPeak = "5";

    public static void Reset()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", ResetPeak);
        }
    }

    /// <summary>In MiB; 0 where it cannot be told.</summary>
    public static long ReadMiB()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(
                line.AsSpan("VmHWM:".Length, line.Length - "VmHWM: kB".Length),
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite
            ) / 1024;
    }
}
