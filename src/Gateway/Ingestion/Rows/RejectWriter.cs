using System.Text;
using System.Text.Unicode;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Consent;
using Maas.Tracking.Csv;
using Maas.Tracking.Schema;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// Writes a rejected event's row (see <see cref="RejectedColumns"/>). Its JSON is kept, without personal fields and cut to a bound, unless the
/// event states a refusal: what is refused is never stored, and the consent of an event that cannot be attributed cannot be looked up.
/// </summary>
internal static class RejectWriter
{
    private const int IdentityBytesMax = 512;

    public static void Write(RowBuffer row, EventBatch batch, RequestFacts request, IngestRules rules, int index)
    {
        ref var fields = ref batch.Table.Events[index];
        ref var resolved = ref batch.Resolved[index];
        row.Append((byte)RejectedColumns.SchemaVersion[0]);
        row.Append(CsvFields.Comma);
        CsvFields.WriteTime(row, request.ReceivedAt);
        row.Append(CsvFields.Comma);
        row.Append(request.App.Utf8);
        row.Append(CsvFields.Comma);
        CsvFields.WriteText(row, Encoding.ASCII.GetBytes(RejectReasons.Name(resolved.Reject)));
        row.Append(CsvFields.Comma);
        CsvFields.WriteText(row, RejectReasons.Detail(resolved.Reject));
        row.Append(CsvFields.Comma);
        WriteCut(row, batch.Text(fields[Field.MessageId]), IdentityBytesMax);
        row.Append(CsvFields.Comma);
        WriteCut(row, batch.Text(fields[fields[Field.DeviceId].IsAbsent ? Field.AnonymousId : Field.DeviceId]), IdentityBytesMax);
        row.Append(CsvFields.Comma);
        if (fields[Field.Consent].IsAbsent || resolved.Consent == ConsentDenials.Stated)
        {
            var start = batch.Scratch.Length;
            WriteCut(row, RejectPayload.Read(batch, fields[Field.Message], rules.RejectPayloadBytesMax), rules.RejectPayloadBytesMax);
            batch.Scratch.Truncate(start);
        }

        row.Append(CsvFields.LineEnd);
    }

    /// <summary>Writes the start of a text, no half characters, with U+FFFD for what is not UTF-8.</summary>
    private static void WriteCut(RowBuffer row, ReadOnlySpan<byte> text, int lengthMax)
    {
        if (text.Length > lengthMax)
        {
            var end = lengthMax;
            while (end > 0 && (text[end] & 0xC0) == 0x80)
            {
                end--;
            }

            text = text[..end];
        }

        CsvFields.WriteText(row, Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)));
    }
}
