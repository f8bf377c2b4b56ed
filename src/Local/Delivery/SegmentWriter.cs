using Maas.Local.Files;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Win32.SafeHandles;

namespace Maas.Local.Delivery;

/// <summary>
/// The open segment: one file for all streams, so that a group of appends costs one write and one flush, and a device row is durable
/// together with the tracking rows that it explains. Used by one thread.
/// </summary>
internal sealed class SegmentWriter(string folder, IDurableFiles files, SegmentNames names, UnsealedRows unsealed, TimeProvider time)
{
    /// <summary>
    /// Rows of more hours than this close the segment: normally it holds one, around an hour's end two, and sealing keeps a compressor
    /// open for each.
    /// </summary>
    private const int HoursMax = 4;

    private readonly List<ReadOnlyMemory<byte>> _gathered = [];
    private SafeFileHandle? _file;
    private string _path = "";
    private ulong _salt;
    private HashSet<HourWindow> _hours = [];

    /// <summary>Bytes that are durable in the open segment.</summary>
    public long DurableBytes { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    public bool IsOpen => _file is not null;

    public IReadOnlySet<HourWindow> Hours => _hours;

    /// <summary>Whether appends of these hours still fit.</summary>
    public bool TakesHours(List<FramedAppend> group)
    {
        if (_hours.Count < HoursMax)
        {
            return true;
        }

        foreach (var append in group)
        {
            if (!_hours.Contains(append.Hour))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Makes a group durable. After a failure the segment is cut back to its durable bytes and closed: <paramref name="closed"/> is
    /// then what there is to seal, if anything.
    /// </summary>
    public DeliveryOutcome Write(List<FramedAppend> group, out ClosedSegment? closed, out Exception? failure)
    {
        closed = null;
        var flushing = false;
        try
        {
            if (_file is null)
            {
                Open();
            }

            var end = Gather(group);
            files.Write(_file!, _gathered, DurableBytes);
            flushing = true;
            files.Flush(_file!);
            DurableBytes = end;
            if (group.Count > 0)
            {
                unsealed.Add(Path.GetFileNameWithoutExtension(_path), group);
            }

            failure = null;
            return DeliveryOutcome.Durable;
        }
        catch (Exception error)
        {
            failure = error;
            if (_file is null)
            {
                return DeliveryOutcome.Refused;
            }

            // After a failed flush the kernel may have dropped what it could not write and call the next flush a success, so nothing
            // is certain any more; after a failed write, a flushed cut proves that nothing stayed.
            var cut = TryCut();
            closed = Close();
            return cut && !flushing ? DeliveryOutcome.Refused : DeliveryOutcome.Unknown;
        }
        finally
        {
            _gathered.Clear();
        }
    }

    /// <summary>Closes the open segment; null when there is none, or nothing in it.</summary>
    public ClosedSegment? Close()
    {
        if (_file is null)
        {
            return null;
        }

        _file.Dispose();
        _file = null;
        if (DurableBytes > 0)
        {
            return new ClosedSegment(_path, DurableBytes, DurableBytes, _hours);
        }

        files.TryDelete(_path);
        return null;
    }

    private void Open()
    {
        var path = Path.Combine(folder, names.Next());
        var file = files.Create(path);
        try
        {
            files.FlushFolder(folder);
        }
        catch
        {
            file.Dispose();
            files.TryDelete(path);
            throw;
        }

        (_file, _path, _salt, _hours) = (file, path, Frame.Salt(Path.GetFileName(path)), []);
        DurableBytes = 0;
        OpenedAt = time.GetUtcNow();
    }

    private long Gather(List<FramedAppend> group)
    {
        var offset = DurableBytes;
        foreach (var append in group)
        {
            append.Gather(_gathered, _salt, offset);
            _hours.Add(append.Hour);
            offset += append.Bytes;
        }

        return offset;
    }

    private bool TryCut()
    {
        try
        {
            files.Truncate(_file!, DurableBytes);
            files.Flush(_file!);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
