namespace Maas.Tracking.Devices;

/// <summary>
/// A group of fields as bytes, with the time and origin that set it. An empty value with a time means cleared; the default is absent.
/// The array may be shared by many, and so is never written to.
/// </summary>
public readonly struct Stamped<TOrigin> : IEquatable<Stamped<TOrigin>>
    where TOrigin : struct, IOrigin<TOrigin>
{
    private readonly byte[]? _value;
    private readonly long _at;

    public Stamped(byte[] value, long at, TOrigin origin)
    {
        _value = value;
        _at = at;
        Origin = origin;
    }

    public byte[] Value => _value ?? [];

    /// <summary>The event time that set it: microseconds since the Unix epoch, UTC.</summary>
    public long At => _value is null ? Precedence.Absent : _at;

    public TOrigin Origin { get; }

    public bool IsPresent => _value is not null;

    public static bool operator ==(in Stamped<TOrigin> first, in Stamped<TOrigin> second) => first.Equals(second);

    public static bool operator !=(in Stamped<TOrigin> first, in Stamped<TOrigin> second) => !first.Equals(second);

    /// <summary>The winner of the two; of the same value at the same time, the one with the higher origin.</summary>
    public Stamped<TOrigin> Join(in Stamped<TOrigin> other)
    {
        var order = Precedence.Compare(At, Value, other.At, other.Value);
        order = order != 0 ? order : Origin.Against(other.Origin);
        return order >= 0 ? this : other;
    }

    public bool Equals(Stamped<TOrigin> other) =>
        At == other.At && Origin.Against(other.Origin) == 0 && Value.AsSpan().SequenceEqual(other.Value);

    public override bool Equals(object? obj) => obj is Stamped<TOrigin> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(At, Origin);
}
