using Maas.Aws.Firehose;
using Maas.Tracking.Csv;

namespace Maas.Aws.Delivery;

/// <summary>Packs the rows of parts into the records of one call.</summary>
internal sealed class RecordPacker(int recordBytesMax, int callBytesMax)
{
    /// <summary>
    /// What a record holds at least while rows wait: rounding it up to 5 KiB then costs at most 5 %. Rows of one append are parted over two
    /// records only to reach it.
    /// </summary>
    public const int RecordBytesMin = 100 * 1024;

    private readonly List<PackedRecord> _records = [];
    private PackedRecord? _open;
    private int _bytes;

    public IReadOnlyList<PackedRecord> Records => _records;

    /// <summary>Takes a record that was packed before; false when the call has no room for it.</summary>
    public bool TryAdd(PackedRecord record)
    {
        if (_records.Count == FirehoseLimits.CallRecordsMax || (_bytes + record.Length > callBytesMax && _records.Count > 0))
        {
            return false;
        }

        _records.Add(record);
        _bytes += record.Length;
        return true;
    }

    /// <summary>
    /// Copies the part's rows, as long as its caller waits for them. True when the part is done with, false when the call is full before.
    /// A row that no record can hold is set aside.
    /// </summary>
    public bool TryAdd(AppendPart part, TimeSpan now)
    {
        lock (part.Append.Gate)
        {
            if (part.Append.IsAnswered || !part.IsAccepted || part.Append.Deadline <= now)
            {
                part.GiveUp(mayBeWritten: false);
                return true;
            }

            for (var rows = part.Next.Span; !rows.IsEmpty; rows = part.Next.Span)
            {
                if (!TryCopy(part, rows))
                {
                    return false;
                }
            }

            part.Release();
            return true;
        }
    }

    private bool TryCopy(AppendPart part, ReadOnlySpan<byte> rows)
    {
        var room = Math.Min(recordBytesMax - (_open?.Length ?? 0), callBytesMax - _bytes);
        var length = rows.Length <= room ? rows.Length : rows[..Math.Max(room, 0)].LastIndexOf(CsvFields.LineEnd) + 1;
        if (length == rows.Length || (length > 0 && (_open is null || _open.Length < RecordBytesMin)))
        {
            return TryCopy(part, rows, length);
        }

        if (_open is not null)
        {
            _open = null;
            return HasRoom || _bytes == 0;
        }

        return TryCopyLongRow(part, rows[..(rows.IndexOf(CsvFields.LineEnd) + 1)]);
    }

    private bool TryCopy(AppendPart part, ReadOnlySpan<byte> rows, int length)
    {
        if (_open is null)
        {
            if (!HasRoom)
            {
                return false;
            }

            _open = new PackedRecord(Math.Max(recordBytesMax, length));
            _records.Add(_open);
        }

        _open.Add(part, rows[..length]);
        _bytes += length;
        part.Advance(length);
        return true;
    }

    /// <summary>A row longer than a record is meant to be, though perhaps not longer than one can be.</summary>
    private bool TryCopyLongRow(AppendPart part, ReadOnlySpan<byte> row)
    {
        if (row.Length > FirehoseLimits.RecordBytesMax)
        {
            part.Append.SetAside(part, row, $"The row is longer than a record of {FirehoseLimits.RecordBytesMax} bytes.");
            part.Advance(row.Length);
            return true;
        }

        return _bytes + row.Length <= callBytesMax && TryCopy(part, row, row.Length);
    }

    /// <summary>Whether another record of a proper size fits.</summary>
    private bool HasRoom => _records.Count < FirehoseLimits.CallRecordsMax && _bytes + RecordBytesMin <= callBytesMax;
}
