using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// A rejected event's JSON as it may be kept: personal fields (<see cref="FieldShapes.IsPersonal"/>) are null in it, since elsewhere they are
/// stored in their own form or not at all. It is read again for that, as the fields noted of an event leave out what stands twice or has
/// another shape.
/// </summary>
internal ref struct RejectPayload
{
    private readonly EventBatch _batch;
    private readonly int _start;
    private readonly int _lengthMax;
    private int _copied;

    private RejectPayload(EventBatch batch, JsonSpan message, int lengthMax)
    {
        _batch = batch;
        _start = batch.Scratch.Length;
        _lengthMax = lengthMax;
        _copied = message.Start;
    }

    private readonly int Room => _start + _lengthMax - _batch.Scratch.Length;

    /// <summary>
    /// Reads at least the first <paramref name="lengthMax"/> bytes, and one more if there are more. A text or an array, in which nothing can
    /// be told apart, gives nothing.
    /// </summary>
    public static ReadOnlySpan<byte> Read(EventBatch batch, JsonSpan message, int lengthMax)
    {
        if (message.Kind != JsonKind.Object)
        {
            return message.Kind is JsonKind.Number or JsonKind.True or JsonKind.False or JsonKind.Null ? batch.Text(message) : default;
        }

        var payload = new RejectPayload(batch, message, lengthMax);
        payload.Walk(Field.Message, message);
        payload.CopyTo(message.End);
        return batch.Scratch.Span[payload._start..];
    }

    private void Walk(Field container, JsonSpan value)
    {
        foreach (var member in new JsonMembers(_batch.Padded, value))
        {
            if (Room < 0)
            {
                return;
            }

            var field = FieldNames.Of(container, member.Name);
            if (FieldShapes.IsPersonal(field))
            {
                CopyTo(member.ValueStart);
                _batch.Scratch.Append("null"u8);
                _copied = member.End;
            }
            else if (FieldShapes.IsContainer(field) && member.Value.Kind == JsonKind.Object)
            {
                Walk(field, member.Value);
            }
        }
    }

    private void CopyTo(int end)
    {
        var length = Math.Min(end - _copied, Math.Max(Room, 0) + 1);
        _batch.Scratch.Append(_batch.Body.Slice(_copied, length));
        _copied = end;
    }
}
