using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>What a device's owner last stated to refuse, when, and in which message.</summary>
public readonly struct StampedConsent : IEquatable<StampedConsent>
{
    private readonly long _at;
    private readonly bool _present;

    public StampedConsent(ConsentDenials denials, long at, ulong by)
    {
        Denials = denials & ~ConsentDenials.Stated;
        _at = at;
        _present = true;
        By = new MessageOrigin(by);
    }

    public ConsentDenials Denials { get; }

    public MessageOrigin By { get; }

    public long At => _present ? _at : Precedence.Absent;

    public bool IsPresent => _present;

    /// <summary>The newer statement holds. Of two at the same time everything that either refuses is refused.</summary>
    public StampedConsent Join(in StampedConsent other)
    {
        if (At != other.At)
        {
            return At > other.At ? this : other;
        }

        return IsPresent ? new StampedConsent(Denials | other.Denials, At, Math.Max(By.Hash, other.By.Hash)) : this;
    }

    public static bool operator ==(in StampedConsent first, in StampedConsent second) => first.Equals(second);

    public static bool operator !=(in StampedConsent first, in StampedConsent second) => !first.Equals(second);

    public bool Denies(ConsentDenials purpose) => (Denials & purpose) != ConsentDenials.None;

    public bool Equals(StampedConsent other) => At == other.At && Denials == other.Denials && By == other.By;

    public override bool Equals(object? obj) => obj is StampedConsent other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(At, Denials, By);
}
