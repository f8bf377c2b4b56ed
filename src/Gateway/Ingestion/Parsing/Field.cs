namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>
/// The members of an event that the gateway knows. A container's members follow it directly, so that a container is a range of fields.
/// </summary>
internal enum Field : byte
{
    /// <summary>A member without a meaning of its own, kept as it is in <c>extra</c>.</summary>
    Unknown,

    /// <summary>The event itself.</summary>
    Message,
    Type,
    MessageId,
    AnonymousId,
    UserId,
    Timestamp,
    OriginalTimestamp,
    SentAt,
    WriteKey,
    EventName,
    Name,
    Integrations,

    Properties,
    PropertiesLatitude,
    PropertiesLongitude,
    PropertiesAltitude,
    PropertiesAccuracy,
    PropertiesSpeed,
    PropertiesBearing,

    Context,
    Locale,
    Timezone,
    Ip,
    Consent,

    Device,
    DeviceId,
    DeviceManufacturer,
    DeviceModel,
    DeviceName,
    DeviceType,
    DeviceVersion,
    DeviceToken,
    AdvertisingId,
    AdTrackingEnabled,
    TrackingStatus,
    AttTrackingStatus,

    Os,
    OsName,
    OsVersion,

    App,
    AppVersion,

    Network,
    NetworkWifi,
    NetworkCellular,
    NetworkCarrier,

    Screen,
    ScreenWidth,
    ScreenHeight,
    ScreenDensity,

    Location,
    Latitude,
    Longitude,
    Altitude,
    Accuracy,
    Speed,
    Bearing,

    Library,
    LibraryName,
    LibraryVersion,

    /// <summary>The number of fields.</summary>
    Count,

    /// <summary>The list of events of a batch: a member of the body only.</summary>
    Batch,
}
