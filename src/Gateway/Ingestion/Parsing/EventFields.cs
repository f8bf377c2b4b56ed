using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>Where the known members of one event lie in the body, and the range of its unknown ones in the table's list.</summary>
internal struct EventFields
{
    private Spans _spans;

    /// <summary>The first of the event's entries in <see cref="EventTable.Extras"/>.</summary>
    public int ExtrasStart { get; set; }

    public int ExtrasEnd { get; set; }

    /// <summary>Whether any known text has escapes.</summary>
    public bool HasEscapes { get; set; }

    [UnscopedRef]
    public ref JsonSpan this[Field field] => ref _spans[(int)field];

    public readonly JsonSpan Get(Field field) => _spans[(int)field];

    /// <summary>Forgets a container's members, because a later copy of the container replaces it.</summary>
    public void Clear(Field first, Field last) => ((Span<JsonSpan>)_spans)[(int)first..((int)last + 1)].Clear();

    /// <summary>Takes over a range of fields from another event of the same body.</summary>
    public void Copy(ref EventFields source, Field first, Field last)
    {
        var range = (int)first..((int)last + 1);
        ((Span<JsonSpan>)source._spans)[range].CopyTo(((Span<JsonSpan>)_spans)[range]);
        HasEscapes |= source.HasEscapes;
    }

    /// <summary>
    /// Whether a range of fields lies in the very same places as another event's: it was taken over from there, or both are absent. False says
    /// nothing of the texts.
    /// </summary>
    public readonly bool IsSame(ref readonly EventFields other, Field first, Field last)
    {
        var range = (int)first..((int)last + 1);
        return MemoryMarshal
            .AsBytes(((ReadOnlySpan<JsonSpan>)_spans)[range])
            .SequenceEqual(MemoryMarshal.AsBytes(((ReadOnlySpan<JsonSpan>)other._spans)[range]));
    }

    [InlineArray((int)Field.Count)]
    private struct Spans
    {
        private JsonSpan _first;
    }
}
