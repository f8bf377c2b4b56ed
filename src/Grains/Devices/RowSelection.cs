using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Csv;

namespace Maas.Grains.Devices;

/// <summary>
/// Picks rows out of a request's bytes without copying them: neighbours stay one slice. Only a row with columns that consent refuses
/// is copied, blanked on the way.
/// </summary>
internal sealed class RowSelection(ReadOnlyMemory<byte> rows)
{
    private const int LocationCommas = 5;
    private const int IdsCommas = 1;

    private readonly List<ReadOnlyMemory<byte>> _slices = new(1);
    private RowBuffer? _copies;
    private int _runStart;
    private int _runEnd;
    private int _copyStart;

    public void Add(in EventRow row, ConsentDenials denials)
    {
        var blankLocation =
            denials.HasFlag(ConsentDenials.Location)
            && (row.LocationEnd - row.LocationStart > LocationCommas || row.ExtraLocationEnd > row.ExtraLocationStart);
        var blankIds = denials.HasFlag(ConsentDenials.Advertising) && row.IdsEnd - row.IdsStart > IdsCommas;
        var blankAddress = denials.HasFlag(ConsentDenials.Address) && row.AddressEnd > row.AddressStart;
        if (blankLocation || blankIds || blankAddress)
        {
            EndRun();
            Copy(row, blankLocation, blankIds, blankAddress);
            return;
        }

        EndCopies();
        if (_runEnd != row.Start)
        {
            EndRun();
            _runStart = row.Start;
        }

        _runEnd = row.Start + row.Length;
    }

    /// <summary>The chosen rows, in the order of the request.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        EndRun();
        EndCopies();
        return _slices;
    }

    /// <summary>Gives back the memory of blanked rows. Only when nobody can still read it.</summary>
    public void Release() => _copies?.Dispose();

    private void EndRun()
    {
        if (_runEnd > _runStart)
        {
            _slices.Add(rows[_runStart.._runEnd]);
        }

        _runStart = _runEnd = 0;
    }

    private void EndCopies()
    {
        if (_copies is not null && _copies.Length > _copyStart)
        {
            _slices.Add(_copies.Memory[_copyStart..]);
            _copyStart = _copies.Length;
        }
    }

    private void Copy(in EventRow row, bool blankLocation, bool blankIds, bool blankAddress)
    {
        // Blanking only shortens, so the buffer never grows and slices of it stay where they are.
        _copies ??= new RowBuffer(rows.Length);
        var bytes = rows.Span.Slice(row.Start, row.Length);
        var at = 0;
        if (blankLocation)
        {
            _copies.Append(bytes[at..row.LocationStart]);
            _copies.Append(",,,,,"u8);
            at = row.LocationEnd;
        }

        if (blankIds)
        {
            _copies.Append(bytes[at..row.IdsStart]);
            _copies.Append(","u8);
            at = row.IdsEnd;
        }

        if (blankAddress)
        {
            _copies.Append(bytes[at..row.AddressStart]);
            at = row.AddressEnd;
        }

        if (blankLocation && row.ExtraLocationEnd > row.ExtraLocationStart)
        {
            _copies.Append(bytes[at..row.ExtraLocationStart]);
            at = row.ExtraLocationEnd;
        }

        _copies.Append(bytes[at..]);
    }
}
