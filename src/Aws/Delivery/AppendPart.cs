using Maas.Tracking.Delivery;

namespace Maas.Aws.Delivery;

/// <summary>
/// The rows of an append that go to one stream. They may end up in several records; the part is settled when all of them are. All members
/// are read and changed under the append's gate.
/// </summary>
internal sealed class AppendPart(RoutedAppend append, RawStream stream, IReadOnlyList<ReadOnlyMemory<byte>> rows)
{
    private int _memory;
    private int _offset;

    /// <summary>Records that hold rows of it, and one more until it is packed whole.</summary>
    private int _holds = 1;

    public RoutedAppend Append => append;

    public RawStream Stream => stream;

    /// <summary>False once rows of it were given up.</summary>
    public bool IsAccepted { get; private set; } = true;

    /// <summary>True once rows of it were accepted, or may have been.</summary>
    public bool MayBeWritten { get; private set; }

    public long Bytes
    {
        get
        {
            var bytes = 0L;
            for (var at = 0; at < rows.Count; at++)
            {
                bytes += rows[at].Length;
            }

            return bytes;
        }
    }

    /// <summary>What is left of the memory at hand; empty once all of it is packed.</summary>
    public ReadOnlyMemory<byte> Next
    {
        get
        {
            while (_memory < rows.Count && _offset == rows[_memory].Length)
            {
                (_memory, _offset) = (_memory + 1, 0);
            }

            return _memory < rows.Count ? rows[_memory][_offset..] : default;
        }
    }

    /// <summary>Notes that so many bytes of <see cref="Next"/> are packed.</summary>
    public void Advance(int bytes) => _offset += bytes;

    /// <summary>A record holds rows of it.</summary>
    public void Hold()
    {
        lock (append.Gate)
        {
            _holds++;
        }
    }

    /// <summary>A record's hold ends without a verdict: its rows are in other records now. Also what ends the packing.</summary>
    public void Release() => End(accepted: true, mayBeWritten: false);

    public void Accept() => End(accepted: true, mayBeWritten: true);

    /// <param name="mayBeWritten">False only if it is certain that the rows were not taken.</param>
    public void GiveUp(bool mayBeWritten) => End(accepted: false, mayBeWritten);

    private void End(bool accepted, bool mayBeWritten)
    {
        bool settled;
        lock (append.Gate)
        {
            IsAccepted &= accepted;
            MayBeWritten |= mayBeWritten;
            settled = --_holds == 0;
        }

        if (settled)
        {
            append.Settle(this);
        }
    }
}
