using Maas.Local.Files;

namespace Maas.Local.Delivery;

/// <summary>Refuses appends before the disk is full, or before uncompressed segments fill it.</summary>
internal sealed class DiskGuard(IDurableFiles files, string folder, long freeBytesMin, Func<long> backlogBytes, long backlogBytesMax)
{
    private volatile Refusal? _reason;

    /// <summary>Why appends are refused now; null when they are not.</summary>
    public Refusal? Reason => _reason;

    /// <summary>Looks again. A disk that cannot be asked is no reason to refuse: the next write shows what it is worth.</summary>
    public void Check() => _reason = CheckBacklog() ?? CheckFloor();

    private Refusal? CheckBacklog()
    {
        var backlog = backlogBytes();
        return backlog < backlogBytesMax
            ? null
            : new Refusal(
                RefusedBecause.BacklogFull,
                $"{backlog} bytes wait to be compressed, and Maas:Delivery:BacklogBytesMax is {backlogBytesMax}. "
                    + "Appends are taken again when the backlog is smaller; if it does not shrink, see the log."
            );
    }

    private Refusal? CheckFloor()
    {
        try
        {
            var free = files.FreeBytes(folder);
            return free >= freeBytesMin
                ? null
                : new Refusal(
                    RefusedBecause.DiskFloor,
                    $"The disk of {folder} has {free} bytes free, and Maas:Data:FreeBytesMin is {freeBytesMin}. "
                        + "Free space, or set Maas:Delivery:RetainRawFor; appends are taken again by themselves."
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Why appends are refused, for the instruments and for people.</summary>
internal sealed record Refusal(RefusedBecause Because, string Text);
