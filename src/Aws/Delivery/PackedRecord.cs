using System.Buffers;
using Maas.Tracking.Csv;

namespace Maas.Aws.Delivery;

/// <summary>
/// Whole rows of one or more parts, copied together. Owned by one thread at a time: the packer, then the call that sends it. It must be
/// settled exactly once.
/// </summary>
internal sealed class PackedRecord(int capacity)
{
    private readonly List<(AppendPart Part, int End)> _slices = [];
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private bool _mayBeWritten;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Data => _buffer.AsMemory(0, Length);

    /// <summary>The longest any of its appends may still be tried.</summary>
    public TimeSpan Deadline { get; private set; }

    public void Add(AppendPart part, ReadOnlySpan<byte> rows)
    {
        rows.CopyTo(_buffer.AsSpan(Length));
        Length += rows.Length;
        if (_slices.Count > 0 && _slices[^1].Part == part)
        {
            _slices[^1] = (part, Length);
            return;
        }

        part.Hold();
        _slices.Add((part, Length));
        Deadline = part.Append.Deadline > Deadline ? part.Append.Deadline : Deadline;
    }

    /// <summary>Notes that the service may have taken it although it did not say so.</summary>
    public void Doubt() => _mayBeWritten = true;

    public void Accept()
    {
        foreach (var (part, _) in _slices)
        {
            part.Accept();
        }

        Free();
    }

    public void GiveUp()
    {
        foreach (var (part, _) in _slices)
        {
            part.GiveUp(_mayBeWritten);
        }

        Free();
    }

    /// <summary>
    /// Answers those appends whose time is up while the record is tried on for the sake of others; false when no one is left, and it is to be
    /// given up.
    /// </summary>
    public bool IsAwaited(TimeSpan now)
    {
        if (Deadline <= now)
        {
            return false;
        }

        foreach (var (part, _) in _slices)
        {
            if (part.Append.Deadline <= now)
            {
                part.Append.Abandon();
            }
        }

        return true;
    }

    /// <summary>Two records of half the rows each, in place of this one; null when it holds a single row.</summary>
    public (PackedRecord First, PackedRecord Second)? Split()
    {
        var rows = Data.Span;
        var middle = rows[..^1].LastIndexOf(CsvFields.LineEnd) + 1;
        if (middle == 0)
        {
            return null;
        }

        if (rows[(Length / 2)..^1].IndexOf(CsvFields.LineEnd) is var next and >= 0)
        {
            middle = (Length / 2) + next + 1;
        }

        var halves = (Copy(0, middle), Copy(middle, Length));
        foreach (var (part, _) in _slices)
        {
            part.Release();
        }

        Free();
        return halves;
    }

    /// <summary>Lets the one row that it holds go to the rejected stream instead.</summary>
    public void SetAside(string detail)
    {
        var (part, _) = _slices[0];
        part.Append.SetAside(part, Data.Span, detail);
        part.Release();
        Free();
    }

    private PackedRecord Copy(int start, int end)
    {
        var copy = new PackedRecord(end - start) { _mayBeWritten = _mayBeWritten };
        var from = 0;
        foreach (var (part, to) in _slices)
        {
            var (first, last) = (Math.Max(from, start), Math.Min(to, end));
            if (first < last)
            {
                copy.Add(part, _buffer.AsSpan(first..last));
            }

            from = to;
        }

        return copy;
    }

    private void Free()
    {
        _slices.Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
