using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Csv;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>
/// The working memory of one request between its bytes and its rows. Used by one request at a time and reused by later ones: nothing that
/// outlives the writing of the rows may point into it.
/// </summary>
internal sealed class EventBatch
{
    private const int KeptScratchBytesMax = 64 * 1024;

    private byte[] _body = [];
    private int _length;
    private ResolvedEvent[] _resolved = new ResolvedEvent[32];

    public EventTable Table { get; } = new();

    public DeviceGroups Devices { get; } = new();

    /// <summary>Values that are no span of the body: unescaped texts, generated ids.</summary>
    public RowBuffer Scratch { get; private set; } = new(1024);

    public Span<ResolvedEvent> Resolved => _resolved.AsSpan(0, Table.Count);

    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    /// <summary>The body and the zero bytes that a <see cref="JsonCursor"/> wants after it.</summary>
    public ReadOnlySpan<byte> Padded => _body.AsSpan(0, _length + JsonCursor.Padding);

    /// <summary>Begins to work on a body of the given length; zero bytes follow it.</summary>
    public void Begin(byte[] body, int length)
    {
        _body = body;
        _length = length;
        Table.Reset();
        Devices.Reset();
    }

    /// <summary>Makes room to resolve every event of the table.</summary>
    public void BeginResolving()
    {
        if (_resolved.Length < Table.Count)
        {
            _resolved = new ResolvedEvent[Table.Count];
        }
    }

    /// <summary>Lets go of the body and of what grew beyond the usual.</summary>
    public void End()
    {
        _body = [];
        _length = 0;
        if (Scratch.Length > KeptScratchBytesMax)
        {
            Scratch.Dispose();
            Scratch = new RowBuffer(1024);
        }

        Scratch.Truncate(0);
    }

    /// <summary>A value's text; of a string without its quotes and escapes.</summary>
    public ReadOnlySpan<byte> Text(JsonSpan span) => span.Of(span.Kind == JsonKind.ScratchText ? Scratch.Span : _body);

    /// <summary>Notes what has been written to the scratch since <paramref name="start"/> as a text.</summary>
    public JsonSpan ScratchFrom(int start) => new(start, Scratch.Length - start, JsonKind.ScratchText);
}
