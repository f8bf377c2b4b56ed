using System.Text.Json;

namespace Maas.Simulation.Traffic;

/// <summary>The property names of the Segment protocol, encoded once.</summary>
internal static class ProtocolNames
{
    public static readonly JsonEncodedText AdTrackingEnabled = Of("adTrackingEnabled");
    public static readonly JsonEncodedText AdvertisingId = Of("advertisingId");
    public static readonly JsonEncodedText Accuracy = Of("accuracy");
    public static readonly JsonEncodedText Altitude = Of("altitude");
    public static readonly JsonEncodedText AnonymousId = Of("anonymousId");
    public static readonly JsonEncodedText App = Of("app");
    public static readonly JsonEncodedText Bearing = Of("bearing");
    public static readonly JsonEncodedText Carrier = Of("carrier");
    public static readonly JsonEncodedText CategoryPreferences = Of("categoryPreferences");
    public static readonly JsonEncodedText Cellular = Of("cellular");
    public static readonly JsonEncodedText Consent = Of("consent");
    public static readonly JsonEncodedText Context = Of("context");
    public static readonly JsonEncodedText Device = Of("device");
    public static readonly JsonEncodedText Event = Of("event");
    public static readonly JsonEncodedText Height = Of("height");
    public static readonly JsonEncodedText Id = Of("id");
    public static readonly JsonEncodedText Latitude = Of("latitude");
    public static readonly JsonEncodedText Library = Of("library");
    public static readonly JsonEncodedText Locale = Of("locale");
    public static readonly JsonEncodedText Location = Of("location");
    public static readonly JsonEncodedText Longitude = Of("longitude");
    public static readonly JsonEncodedText Manufacturer = Of("manufacturer");
    public static readonly JsonEncodedText MessageId = Of("messageId");
    public static readonly JsonEncodedText Model = Of("model");
    public static readonly JsonEncodedText Name = Of("name");
    public static readonly JsonEncodedText Network = Of("network");
    public static readonly JsonEncodedText OriginalTimestamp = Of("originalTimestamp");
    public static readonly JsonEncodedText Os = Of("os");
    public static readonly JsonEncodedText Properties = Of("properties");
    public static readonly JsonEncodedText Screen = Of("screen");
    public static readonly JsonEncodedText Speed = Of("speed");
    public static readonly JsonEncodedText Timestamp = Of("timestamp");
    public static readonly JsonEncodedText Timezone = Of("timezone");
    public static readonly JsonEncodedText TrackingStatus = Of("trackingStatus");
    public static readonly JsonEncodedText Traits = Of("traits");
    public static readonly JsonEncodedText Type = Of("type");
    public static readonly JsonEncodedText UserId = Of("userId");
    public static readonly JsonEncodedText Version = Of("version");
    public static readonly JsonEncodedText Wifi = Of("wifi");
    public static readonly JsonEncodedText Width = Of("width");

    private static JsonEncodedText Of(string name) => JsonEncodedText.Encode(name);
}
