namespace Maas.Gateway.Ingestion.Json;

/// <summary>The members of an object inside a text that has been read before and found valid.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _padded;
    private JsonCursor _cursor;
    private bool _hasNext;

    public JsonMembers(ReadOnlySpan<byte> padded, JsonSpan container)
    {
        _padded = padded;
        _cursor = new JsonCursor(padded, padded.Length - JsonCursor.Padding);
        _cursor.Jump(container.Start);
        _cursor.Open((byte)'{', (byte)'}', out var isEmpty);
        _hasNext = !isEmpty;
    }

    public JsonMember Current { get; private set; }

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_hasNext)
        {
            return false;
        }

        _cursor.Peek();
        var start = _cursor.At;
        _cursor.ReadName(out var name);
        _cursor.ReadValue(out var value);
        Current = new JsonMember(NameOf(name), value, start, _cursor.At);
        _cursor.Next((byte)'}', out _hasNext);
        return true;
    }

    private readonly ReadOnlySpan<byte> NameOf(JsonSpan name)
    {
        var text = name.Of(_padded);
        if (name.Kind == JsonKind.Text)
        {
            return text;
        }

        var unescaped = new byte[text.Length];
        return unescaped.AsSpan(0, JsonText.Unescape(text, unescaped));
    }
}

/// <summary>A member of an object: its name without escapes, its value, and the range of both.</summary>
internal readonly ref struct JsonMember(ReadOnlySpan<byte> name, JsonSpan value, int start, int end)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public JsonSpan Value { get; } = value;

    public int Start { get; } = start;

    /// <summary>Where the value starts, a string's with its quote.</summary>
    public int ValueStart => Value.Kind is JsonKind.Text or JsonKind.EscapedText ? Value.Start - 1 : Value.Start;

    public int End { get; } = end;
}
