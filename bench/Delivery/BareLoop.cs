using System.Diagnostics;

namespace Maas.Delivery.Bench;

/// <summary>The least that durability costs: one thread that writes a group's bytes and flushes, over and over.</summary>
internal static class BareLoop
{
    public static Measurement Run(string path, ReadOnlyMemory<byte>[] rows, int appendsAGroup, TimeSpan duration)
    {
        var group = Enumerable.Range(0, appendsAGroup).Select(at => rows[at % rows.Length]).ToList();
        var bytes = group.Sum(memory => (long)memory.Length);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var (offset, appends) = (0L, 0L);
        var probe = Measurement.Start();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            RandomAccess.Write(file, group, offset);
            RandomAccess.FlushToDisk(file);
            offset += bytes;
            appends += appendsAGroup;
        }

        return probe.Stop(appends);
    }
}
