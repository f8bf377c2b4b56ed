namespace Maas.Contracts.Devices;

/// <summary>The text key of an advertising id's index grain: <c>app/idfa/ID</c> or <c>app/gaid/ID</c>, the id in lower case.</summary>
public static class AdvertisingIdAddress
{
    public static string Format(string app, AdvertisingIdKind kind, string advertisingId)
    {
        var name = kind switch
        {
            AdvertisingIdKind.Idfa => "idfa",
            AdvertisingIdKind.Gaid => "gaid",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An advertising id is an IDFA or a GAID."),
        };
        return $"{app}/{name}/{Normalize(advertisingId)}";
    }

    /// <summary>The one spelling of an advertising id: lower case, the canonical text of a UUID (RFC 9562).</summary>
    public static string Normalize(string advertisingId) => advertisingId.ToLowerInvariant();
}
