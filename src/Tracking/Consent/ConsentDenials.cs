namespace Maas.Tracking.Consent;

/// <summary>What a device's owner has refused. Nothing refused is ever stored: an event, or the columns that the refusal covers.</summary>
[Flags]
public enum ConsentDenials : byte
{
    None = 0,

    /// <summary>No analytics at all: the event is counted as refused and not stored.</summary>
    Analytics = 1,

    /// <summary>No location: latitude to bearing are blanked.</summary>
    Location = 2,

    /// <summary>No advertising: idfa and gaid are blanked and leave the device's state.</summary>
    Advertising = 4,

    /// <summary>No network address: ip is blanked.</summary>
    Address = 8,

    /// <summary>Set on an event or observation that states its consent; without it the device's last known consent holds.</summary>
    Stated = 128,
}
