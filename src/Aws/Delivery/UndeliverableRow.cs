using System.Text;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;
using Maas.Tracking.Time;

namespace Maas.Aws.Delivery;

/// <summary>The rejected event (see <see cref="RejectedColumns"/>) that stands for a row which its own stream does not take.</summary>
internal static class UndeliverableRow
{
    /// <summary>The value of the <c>reason</c> column; it is in raw files: never rename it.</summary>
    public const string Reason = "undeliverable";

    private const int PayloadBytesMax = 64 * 1024;

    public static ReadOnlyMemory<byte> Write(DateTimeOffset receivedAt, string app, ReadOnlySpan<byte> row, string detail)
    {
        // The buffer's memory is left to the collector: it is read until the row is accepted.
        var target = new RowBuffer();
        target.Append((byte)RejectedColumns.SchemaVersion[0]);
        target.Append(CsvFields.Comma);
        CsvFields.WriteTime(target, Timestamps.ToMicros(receivedAt));
        target.Append(CsvFields.Comma);
        CsvFields.WriteText(target, Encoding.UTF8.GetBytes(app));
        target.Append(CsvFields.Comma);
        target.Append(Encoding.ASCII.GetBytes(Reason));
        target.Append(CsvFields.Comma);
        CsvFields.WriteText(target, Encoding.UTF8.GetBytes(detail));
        // The message id and the device key are in the payload; reading them out of the row is not worth a parser here.
        target.Append(",,,"u8);
        CsvFields.WriteText(target, Payload(row));
        target.Append(CsvFields.LineEnd);
        return target.Memory;
    }

    /// <summary>The start of the row without its line end, no half characters.</summary>
    private static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> row)
    {
        row = row.TrimEnd(CsvFields.LineEnd);
        var end = Math.Min(row.Length, PayloadBytesMax);
        while (end < row.Length && end > 0 && (row[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return row[..end];
    }
}
