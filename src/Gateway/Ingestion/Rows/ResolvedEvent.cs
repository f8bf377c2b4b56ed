using Maas.Gateway.Ingestion.Json;
using Maas.Gateway.Ingestion.Parsing;
using Maas.Tracking.Consent;
using Maas.Tracking.Devices;
using Maas.Tracking.Identity;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>What an event says of its device, beyond having happened.</summary>
[Flags]
internal enum Says : byte
{
    Nothing = 0,
    Profile = 1,

    /// <summary>A user id without any other field of the profile.</summary>
    UserIdOnly = 2,
    Ids = 4,
    Settings = 8,
    Fix = 16,
    Consent = 32,
}

/// <summary>What the rules made of an event's fields: all that is decided before its row is written.</summary>
internal struct ResolvedEvent
{
    public const long NoTime = long.MinValue;

    public RejectReason Reject;
    public EventType Type;
    public DevicePlatform Platform;
    public AdvertisingIdDecision Ids;
    public ConsentDenials Consent;
    public Says Says;

    /// <summary>Where the fix is stated: <see cref="Field.Location"/>, <see cref="Field.Properties"/>, or nowhere.</summary>
    public Field FixSource;

    /// <summary>Which field the device's time of the event came from.</summary>
    public Field OriginalSource;

    /// <summary>Whether that field's text is already the text form of <see cref="OriginalAt"/>.</summary>
    public bool OriginalIsText;

    public JsonSpan MessageId;
    public JsonSpan DeviceKey;
    public ulong MessageHash;
    public long SentAt;
    public long OriginalAt;
    public long EventAt;
    public Fix Fix;

    /// <summary>The next event of the same device; −1 for the last.</summary>
    public int NextOfDevice;

    /// <summary>Whether the rules of identity came to the same for another event.</summary>
    public readonly bool HasSameIdentity(ref readonly ResolvedEvent other) => Platform == other.Platform && Ids == other.Ids;
}
