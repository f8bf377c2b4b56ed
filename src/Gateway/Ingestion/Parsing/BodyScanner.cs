using System.Runtime.CompilerServices;
using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>
/// One pass over a body that notes where everything known lies, since what applies to all events (sentAt, context, writeKey) may come
/// after them. Of members that occur twice the last one counts; null means absent.
/// </summary>
internal ref struct BodyScanner
{
    /// <summary>Every letter of the longest known name as an escape of six.</summary>
    private const int EscapedNameLengthMax = 6 * 17;

    private readonly ReadOnlySpan<byte> _body;
    private readonly EventTable _table;
    private readonly int _eventsMax;
    private JsonCursor _cursor;

    private BodyScanner(ReadOnlySpan<byte> padded, int length, EventTable table, int eventsMax)
    {
        _body = padded[..length];
        _cursor = new JsonCursor(padded, length);
        if (_body.StartsWith("\uFEFF"u8))
        {
            // Some clients mark their text as UTF-8, which JSON does not ask for and readers may ignore (RFC 8259).
            _cursor.Jump("\uFEFF"u8.Length);
        }

        _table = table;
        _eventsMax = eventsMax;
    }

    /// <summary>Reads <c>{"batch":[…],…}</c>.</summary>
    public static ScanOutcome ScanBatch(ReadOnlySpan<byte> padded, int length, EventTable table, int eventsMax)
    {
        var scanner = new BodyScanner(padded, length, table, eventsMax);
        return scanner.ReadBatch();
    }

    /// <summary>Reads one event that is the whole body.</summary>
    public static ScanOutcome ScanEvent(ReadOnlySpan<byte> padded, int length, EventTable table)
    {
        var scanner = new BodyScanner(padded, length, table, eventsMax: 1);
        if (!scanner.ReadEvent() || !scanner._cursor.AtEnd())
        {
            return ScanOutcome.Undecodable;
        }

        ref var only = ref table.Events[0];
        table.Shared[Field.WriteKey] = only[Field.WriteKey];
        return ScanOutcome.Read;
    }

    private ScanOutcome ReadBatch()
    {
        if (_cursor.Peek() != '{')
        {
            return _cursor.ReadValue(out _) && _cursor.AtEnd() ? ScanOutcome.NotABatch : ScanOutcome.Undecodable;
        }

        if (!_cursor.Open((byte)'{', (byte)'}', out var isEmpty))
        {
            return ScanOutcome.Undecodable;
        }

        var outcome = ScanOutcome.NotABatch;
        for (var hasNext = !isEmpty; hasNext; )
        {
            if (!_cursor.ReadName(out var name))
            {
                return ScanOutcome.Undecodable;
            }

            var field = FieldNames.OfBatch(NameOf(name));
            if (field == Field.Batch && _cursor.Peek() == '[')
            {
                outcome = ReadEvents();
                if (outcome != ScanOutcome.Read)
                {
                    return outcome;
                }
            }
            else if (field == Field.Batch ? !_cursor.ReadValue(out _) : !ReadShared(field))
            {
                return ScanOutcome.Undecodable;
            }

            if (!_cursor.Next((byte)'}', out hasNext))
            {
                return ScanOutcome.Undecodable;
            }
        }

        return _cursor.AtEnd() ? outcome : ScanOutcome.Undecodable;
    }

    private ScanOutcome ReadEvents()
    {
        _table.ForgetEvents();
        if (!_cursor.Open((byte)'[', (byte)']', out var isEmpty))
        {
            return ScanOutcome.Undecodable;
        }

        for (var hasNext = !isEmpty; hasNext; )
        {
            if (_table.Count == _eventsMax)
            {
                return ScanOutcome.TooManyEvents;
            }

            if (!ReadEvent() || !_cursor.Next((byte)']', out hasNext))
            {
                return ScanOutcome.Undecodable;
            }
        }

        return ScanOutcome.Read;
    }

    /// <summary>Reads an element of the list; one that is no object is noted as such, to be set aside later.</summary>
    private bool ReadEvent()
    {
        ref var fields = ref _table.Add();
        if (_cursor.Peek() != '{')
        {
            return _cursor.ReadValue(out fields[Field.Message]);
        }

        _table.Names.BeginEvent(isFirst: _table.Count == 1);
        var read = ReadObject(Field.Message, ref fields);
        fields.ExtrasEnd = _table.ExtraCount;
        return read;
    }

    /// <summary>Reads a member that stands beside the list of events.</summary>
    private bool ReadShared(Field field)
    {
        ref var shared = ref _table.Shared;
        if (field != Field.Context)
        {
            return ReadKnown(field, Field.Batch, start: 0, follows: false, ref shared, out _);
        }

        shared.Clear(Field.Context, FieldShapes.LastMember(Field.Context));
        shared.ExtrasStart = _table.ExtraCount;
        var read = ReadKnown(field, Field.Batch, start: 0, follows: false, ref shared, out _);
        shared.ExtrasEnd = _table.ExtraCount;
        return read;
    }

    private bool ReadObject(Field container, ref EventFields fields)
    {
        _cursor.Peek();
        var start = _cursor.At;
        if (!_cursor.Open((byte)'{', (byte)'}', out var isEmpty))
        {
            return false;
        }

        var lastWasExtra = false;
        for (var hasNext = !isEmpty; hasNext; )
        {
            _cursor.Peek();
            var memberStart = _cursor.At;
            if (
                !ReadName(container, out var field)
                || !ReadKnown(field, container, memberStart, lastWasExtra, ref fields, out lastWasExtra)
                || !_cursor.Next((byte)'}', out hasNext)
            )
            {
                return false;
            }
        }

        fields[container] = new JsonSpan(start, _cursor.At - start, JsonKind.Object);
        _table.Names.Leave(container, FieldShapes.LastMember(container));
        return true;
    }

    private bool ReadName(Field container, out Field field)
    {
        if (_table.Names.TryTake(ref _cursor, container, out field))
        {
            return true;
        }

        var start = _cursor.At;
        if (!_cursor.ReadName(out var name))
        {
            return false;
        }

        field = FieldNames.Of(container, NameOf(name));
        _table.Names.Note(container, start, _cursor.At, field);
        return true;
    }

    /// <summary>
    /// Takes over what was read of the same object of the event before, if its bytes are the same: the events of a batch repeat most of
    /// their context, and comparing bytes is many times faster than reading them.
    /// </summary>
    private bool TryRepeat(Field field, ref EventFields fields)
    {
        if (_table.Count < 2 || Unsafe.AreSame(ref fields, ref _table.Shared))
        {
            return false;
        }

        ref var before = ref _table.Events[^2];
        var span = before[field];
        if (span.Kind != JsonKind.Object || !_body[_cursor.At..].StartsWith(span.Of(_body)))
        {
            return false;
        }

        // An object ends where its braces balance, so equal bytes from its start are the whole of it.
        _cursor.Jump(span.Length);
        var last = FieldShapes.LastMember(field);
        fields.Copy(ref before, field, last);
        _table.Names.Leave(field, last);
        _table.RepeatExtras(before.ExtrasStart, before.ExtrasEnd, field, last);
        return true;
    }

    /// <summary>
    /// Reads a member's value into its field, or keeps the member as it stands if it is unknown or its value cannot stand for the field.
    /// </summary>
    /// <param name="field">The member.</param>
    /// <param name="container">What holds it.</param>
    /// <param name="start">Where the member starts.</param>
    /// <param name="follows">Whether the member before it in the same object was kept, so that this one can lengthen it.</param>
    /// <param name="fields">The event.</param>
    /// <param name="isExtra">Whether the member was kept as it stands.</param>
    private bool ReadKnown(Field field, Field container, int start, bool follows, ref EventFields fields, out bool isExtra)
    {
        isExtra = false;
        if (FieldShapes.IsContainer(field))
        {
            if (!fields[field].IsAbsent)
            {
                var last = FieldShapes.LastMember(field);
                fields.Clear(field, last);
                _table.RemoveExtras(fields.ExtrasStart, field, last);
            }

            if (_cursor.Peek() == '{')
            {
                return TryRepeat(field, ref fields) || ReadObject(field, ref fields);
            }
        }

        if (!_cursor.ReadValue(out var value))
        {
            return false;
        }

        if (field == Field.Os && FieldShapes.Accepts(Field.OsName, value.Kind))
        {
            // C# sends the operating system as one text.
            field = Field.OsName;
        }

        if (field != Field.Unknown && field < Field.Count)
        {
            fields[field] = default;
        }

        if (FieldShapes.Accepts(field, value.Kind))
        {
            fields[field] = value;
            fields.HasEscapes |= value.Kind == JsonKind.EscapedText;
        }
        else if (value.Kind != JsonKind.Null && container is not (Field.Properties or Field.Batch))
        {
            isExtra = Keep(field, container, start, follows);
        }

        return true;
    }

    /// <summary>Keeps a member as it stands. Of personal fields only what consent can blank later is kept.</summary>
    private bool Keep(Field field, Field container, int start, bool follows)
    {
        if (FieldShapes.IsPersonal(field))
        {
            return false;
        }

        if (field == Field.Location)
        {
            // A location that is no object is one all the same: it belongs to the part of extra that a refusal cuts off.
            _table.AddExtra(new ExtraMember(start, _cursor.At - start, Field.Location));
            return false;
        }

        if (follows)
        {
            _table.ExtendExtra(_cursor.At);
        }
        else
        {
            _table.AddExtra(new ExtraMember(start, _cursor.At - start, container));
        }

        return true;
    }

    /// <summary>A member's name without escapes; a name that has some is longer or rarer than any known one unless it is short.</summary>
    private readonly ReadOnlySpan<byte> NameOf(JsonSpan name)
    {
        var text = name.Of(_body);
        if (name.Kind == JsonKind.Text || text.Length > EscapedNameLengthMax)
        {
            return text;
        }

        var unescaped = new byte[text.Length];
        return unescaped.AsSpan(0, JsonText.Unescape(text, unescaped));
    }
}
