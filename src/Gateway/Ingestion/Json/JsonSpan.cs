namespace Maas.Gateway.Ingestion.Json;

/// <summary>Where a value lies in a JSON text and what it is, in eight bytes. A string's span excludes its quotes.</summary>
internal readonly struct JsonSpan
{
    /// <summary>The longest text that spans can point into.</summary>
    public const int LengthMax = (1 << 28) - 1;

    private const int KindBits = 4;

    private readonly uint _packed;

    public JsonSpan(int start, int length, JsonKind kind)
    {
        Start = start;
        _packed = ((uint)length << KindBits) | (uint)kind;
    }

    public int Start { get; }

    public int Length => (int)(_packed >> KindBits);

    public JsonKind Kind => (JsonKind)(_packed & ((1 << KindBits) - 1));

    public bool IsAbsent => Kind == JsonKind.Absent;

    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
