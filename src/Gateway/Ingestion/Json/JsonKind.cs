namespace Maas.Gateway.Ingestion.Json;

/// <summary>What a span of a JSON text is.</summary>
internal enum JsonKind : byte
{
    /// <summary>No value: the member did not occur, or was null, which means the same in the protocol.</summary>
    Absent,

    /// <summary>The inside of a string without escapes: its bytes are its value.</summary>
    Text,

    /// <summary>The inside of a string with escapes.</summary>
    EscapedText,

    /// <summary>An escaped string's value, written to the body's scratch: no span of the JSON text itself.</summary>
    ScratchText,
    Number,
    True,
    False,
    Null,
    Object,
    Array,
}
