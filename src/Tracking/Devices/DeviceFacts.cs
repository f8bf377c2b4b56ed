using Maas.Tracking.Consent;

namespace Maas.Tracking.Devices;

/// <summary>A group of fields as events state it: bytes of the request's own memory, their time and their message.</summary>
public readonly record struct StatedValue(ReadOnlyMemory<byte> Value, long At, ulong By)
{
    public static StatedValue None { get; } = new(default, Precedence.Absent, 0);

    public bool IsPresent => At != Precedence.Absent;
}

/// <summary>What a request's events say of their device: the input of <see cref="DeviceState.Observe"/>. Absent groups are their <c>None</c>.</summary>
public readonly record struct DeviceFacts()
{
    /// <summary>The earliest event time; <see cref="Precedence.Absent"/> when there is none to keep.</summary>
    public long FirstEventAt { get; init; } = Precedence.Absent;

    public long LastEventAt { get; init; } = Precedence.Absent;

    /// <summary>A fragment as <see cref="ProfileFields"/> describes it.</summary>
    public StatedValue Profile { get; init; } = StatedValue.None;

    /// <summary>A CSV field.</summary>
    public StatedValue UserId { get; init; } = StatedValue.None;

    /// <summary>The fragment <c>idfa,gaid</c>.</summary>
    public StatedValue Ids { get; init; } = StatedValue.None;

    /// <summary>A CSV field of JSON.</summary>
    public StatedValue Settings { get; init; } = StatedValue.None;

    public StampedFix<MessageOrigin> Fix { get; init; } = StampedFix.None<MessageOrigin>();

    public StampedConsent Consent { get; init; }

    /// <summary>These facts without what the consent refuses. What the events state of consent itself always stays.</summary>
    public DeviceFacts Under(ConsentDenials denials)
    {
        if (denials.HasFlag(ConsentDenials.Analytics))
        {
            return new DeviceFacts { Consent = Consent };
        }

        var facts = this;
        if (denials.HasFlag(ConsentDenials.Location))
        {
            facts = facts with { Fix = StampedFix.None<MessageOrigin>() };
        }

        return denials.HasFlag(ConsentDenials.Advertising) ? facts with { Ids = StatedValue.None } : facts;
    }
}
