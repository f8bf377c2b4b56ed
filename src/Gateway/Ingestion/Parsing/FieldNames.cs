namespace Maas.Gateway.Ingestion.Parsing;

/// <summary>The names of the known members by the object that holds them. Other spellings of a name are other members.</summary>
internal static class FieldNames
{
    /// <summary>The member of a batch's own object.</summary>
    public static Field OfBatch(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            5 when name.SequenceEqual("batch"u8) => Field.Batch,
            6 when name.SequenceEqual("sentAt"u8) => Field.SentAt,
            7 when name.SequenceEqual("context"u8) => Field.Context,
            8 when name.SequenceEqual("writeKey"u8) => Field.WriteKey,
            12 when name.SequenceEqual("integrations"u8) => Field.Integrations,
            _ => Field.Unknown,
        };

    /// <summary>The member of an event or of one of its known objects.</summary>
    public static Field Of(Field container, ReadOnlySpan<byte> name) =>
        container switch
        {
            Field.Message => OfMessage(name),
            Field.Properties => OfProperties(name),
            Field.Context => OfContext(name),
            Field.Device => OfDevice(name),
            Field.Os => OfOs(name),
            Field.App => name.SequenceEqual("version"u8) ? Field.AppVersion : Field.Unknown,
            Field.Network => OfNetwork(name),
            Field.Screen => OfScreen(name),
            Field.Location => OfLocation(name),
            Field.Library => OfLibrary(name),
            _ => Field.Unknown,
        };

    private static Field OfMessage(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("type"u8) => Field.Type,
            4 when name.SequenceEqual("name"u8) => Field.Name,
            5 when name.SequenceEqual("event"u8) => Field.EventName,
            6 when name.SequenceEqual("userId"u8) => Field.UserId,
            6 when name.SequenceEqual("sentAt"u8) => Field.SentAt,
            7 when name.SequenceEqual("context"u8) => Field.Context,
            8 when name.SequenceEqual("writeKey"u8) => Field.WriteKey,
            9 when name.SequenceEqual("messageId"u8) => Field.MessageId,
            9 when name.SequenceEqual("timestamp"u8) => Field.Timestamp,
            10 when name.SequenceEqual("properties"u8) => Field.Properties,
            11 when name.SequenceEqual("anonymousId"u8) => Field.AnonymousId,
            12 when name.SequenceEqual("integrations"u8) => Field.Integrations,
            17 when name.SequenceEqual("originalTimestamp"u8) => Field.OriginalTimestamp,
            _ => Field.Unknown,
        };

    private static Field OfContext(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("ip"u8) => Field.Ip,
            2 when name.SequenceEqual("os"u8) => Field.Os,
            3 when name.SequenceEqual("app"u8) => Field.App,
            6 when name.SequenceEqual("device"u8) => Field.Device,
            6 when name.SequenceEqual("screen"u8) => Field.Screen,
            6 when name.SequenceEqual("locale"u8) => Field.Locale,
            7 when name.SequenceEqual("network"u8) => Field.Network,
            7 when name.SequenceEqual("library"u8) => Field.Library,
            7 when name.SequenceEqual("consent"u8) => Field.Consent,
            8 when name.SequenceEqual("location"u8) => Field.Location,
            8 when name.SequenceEqual("timezone"u8) => Field.Timezone,
            _ => Field.Unknown,
        };

    private static Field OfDevice(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Field.DeviceId,
            4 when name.SequenceEqual("name"u8) => Field.DeviceName,
            4 when name.SequenceEqual("type"u8) => Field.DeviceType,
            5 when name.SequenceEqual("model"u8) => Field.DeviceModel,
            5 when name.SequenceEqual("token"u8) => Field.DeviceToken,
            7 when name.SequenceEqual("version"u8) => Field.DeviceVersion,
            12 when name.SequenceEqual("manufacturer"u8) => Field.DeviceManufacturer,
            13 when name.SequenceEqual("advertisingId"u8) => Field.AdvertisingId,
            14 when name.SequenceEqual("trackingStatus"u8) => Field.TrackingStatus,
            17 when name.SequenceEqual("adTrackingEnabled"u8) => Field.AdTrackingEnabled,
            17 when name.SequenceEqual("attTrackingStatus"u8) => Field.AttTrackingStatus,
            _ => Field.Unknown,
        };

    private static Field OfOs(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("name"u8) => Field.OsName,
            7 when name.SequenceEqual("version"u8) => Field.OsVersion,
            _ => Field.Unknown,
        };

    private static Field OfNetwork(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("wifi"u8) => Field.NetworkWifi,
            7 when name.SequenceEqual("carrier"u8) => Field.NetworkCarrier,
            8 when name.SequenceEqual("cellular"u8) => Field.NetworkCellular,
            _ => Field.Unknown,
        };

    private static Field OfScreen(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            5 when name.SequenceEqual("width"u8) => Field.ScreenWidth,
            6 when name.SequenceEqual("height"u8) => Field.ScreenHeight,
            7 when name.SequenceEqual("density"u8) => Field.ScreenDensity,
            _ => Field.Unknown,
        };

    private static Field OfLocation(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            3 when name.SequenceEqual("lat"u8) => Field.Latitude,
            3 when name.SequenceEqual("lon"u8) || name.SequenceEqual("lng"u8) => Field.Longitude,
            5 when name.SequenceEqual("speed"u8) => Field.Speed,
            7 when name.SequenceEqual("bearing"u8) || name.SequenceEqual("heading"u8) => Field.Bearing,
            8 when name.SequenceEqual("latitude"u8) => Field.Latitude,
            8 when name.SequenceEqual("altitude"u8) => Field.Altitude,
            8 when name.SequenceEqual("accuracy"u8) => Field.Accuracy,
            9 when name.SequenceEqual("longitude"u8) => Field.Longitude,
            _ => Field.Unknown,
        };

    private static Field OfProperties(ReadOnlySpan<byte> name)
    {
        var field = OfLocation(name);
        return field == Field.Unknown ? field : field - Field.Latitude + Field.PropertiesLatitude;
    }

    private static Field OfLibrary(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 when name.SequenceEqual("name"u8) => Field.LibraryName,
            7 when name.SequenceEqual("version"u8) => Field.LibraryVersion,
            _ => Field.Unknown,
        };
}
