using System.Buffers;
using System.Text.Json;
using Maas.Simulation.Fleet;
using Maas.Tracking.Csv;
using Names = Maas.Simulation.Traffic.ProtocolNames;

namespace Maas.Simulation.Traffic;

/// <summary>Writes events in the form of Segment's mobile SDKs, each as a JSON value of its own. Not thread-safe.</summary>
internal sealed class EventWriter : IDisposable
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Screens = ["Home", "Search", "Map", "Orders", "Profile", "Checkout", "Settings"];
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), Unchecked);

    /// <summary>Writes <c>{"batch":[</c>; the caller puts commas between events.</summary>
    public static void BeginBatch(RowBuffer body) => body.Append("{\"batch\":["u8);

    public void EndBatch(RowBuffer body, DateTimeOffset sentAt, string writeKey)
    {
        body.Append("],\"sentAt\":"u8);
        _json.Reset(body);
        WriteTimeValue(sentAt);
        _json.Flush();
        body.Append(",\"writeKey\":"u8);
        _json.Reset(body);
        _json.WriteStringValue(writeKey);
        _json.Flush();
        body.Append((byte)'}');
    }

    public void Write(RowBuffer body, in ClientEvent it, MalformedKind? malformed = null)
    {
        _json.Reset(body);
        if (malformed == MalformedKind.NotAnObject)
        {
            _json.WriteStringValue(it.MessageId);
        }
        else
        {
            WriteEvent(it, malformed);
        }

        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void WriteEvent(in ClientEvent it, MalformedKind? malformed)
    {
        var device = it.Device;
        var nameless = malformed == MalformedKind.WithoutIdentity;
        _json.WriteStartObject();
        if (malformed != MalformedKind.WithoutType)
        {
            _json.WriteString(Names.Type, malformed == MalformedKind.UnknownType ? "purchase" : it.Type);
        }

        if (malformed == MalformedKind.LongMessageId)
        {
            _json.WriteString(Names.MessageId, it.MessageId.PadRight(101, 'x'));
        }
        else
        {
            _json.WriteString(Names.MessageId, it.MessageId);
        }

        if (!nameless)
        {
            _json.WriteString(Names.AnonymousId, device.AnonymousId);
            if (device.UserId is { } userId)
            {
                _json.WriteString(Names.UserId, userId);
            }
        }

        // The Kotlin and Swift SDKs send "timestamp"; the older Android SDK and the servers' ones send "originalTimestamp".
        WriteTime(device.Phone.IsApple ? Names.Timestamp : Names.OriginalTimestamp, it.At + device.ClockSkew);
        WritePayload(it, malformed);
        WriteContext(it, nameless);
        _json.WriteEndObject();
    }

    private void WritePayload(in ClientEvent it, MalformedKind? malformed)
    {
        switch (it.Type)
        {
            case "identify":
                _json.WriteStartObject(Names.Traits);
                _json.WriteString("plan", it.Detail % 3 == 0 ? "plus" : "free");
                break;
            case "screen":
                _json.WriteString(Names.Name, Screens[it.Detail % Screens.Length]);
                _json.WriteStartObject(Names.Properties);
                break;
            default:
                _json.WriteString(Names.Event, it.Name);
                _json.WriteStartObject(Names.Properties);
                break;
        }

        _json.WriteNumber("session", it.Device.SessionNumber);
        if (it.Name == "Product Viewed")
        {
            _json.WriteString("sku", $"SKU-{it.Detail % 5000:D5}");
            _json.WriteNumber("price", it.Detail % 20000 / 100m);
        }

        if (malformed == MalformedKind.TooLarge)
        {
            _json.WriteString("blob", new string('x', 33 * 1024));
        }

        _json.WriteEndObject();
    }

    private void WriteContext(in ClientEvent it, bool nameless)
    {
        var device = it.Device;
        _json.WriteStartObject(Names.Context);
        WriteApp(device);
        WriteDevice(device, nameless);
        _json.WriteStartObject(Names.Os);
        _json.WriteString(Names.Name, device.Phone.System);
        _json.WriteString(Names.Version, device.SystemVersion);
        _json.WriteEndObject();
        _json.WriteStartObject(Names.Library);
        _json.WriteString(Names.Name, device.Phone.IsApple ? "analytics-swift" : "analytics-kotlin");
        _json.WriteString(Names.Version, device.Phone.IsApple ? "1.6.2" : "1.19.2");
        _json.WriteEndObject();
        _json.WriteString(Names.Locale, device.Locale);
        _json.WriteString(Names.Timezone, device.City.Timezone);
        WriteNetwork(device);
        _json.WriteStartObject(Names.Screen);
        _json.WriteNumber(Names.Width, device.Phone.Width);
        _json.WriteNumber(Names.Height, device.Phone.Height);
        _json.WriteEndObject();
        WriteFix(it.Fix);
        WriteConsent(device);
        _json.WriteEndObject();
    }

    private void WriteApp(SimulatedDevice device)
    {
        _json.WriteStartObject(Names.App);
        _json.WriteString(Names.Name, "Wayfarer");
        _json.WriteString(Names.Version, device.AppVersion);
        _json.WriteEndObject();
    }

    private void WriteDevice(SimulatedDevice device, bool nameless)
    {
        var phone = device.Phone;
        _json.WriteStartObject(Names.Device);
        if (!nameless)
        {
            _json.WriteString(Names.Id, device.DeviceId);
            _json.WriteBoolean(Names.AdTrackingEnabled, device.AdTrackingEnabled);
            if (device.AdTrackingEnabled)
            {
                _json.WriteString(Names.AdvertisingId, device.AdvertisingId);
            }
            else if (!phone.IsApple)
            {
                _json.WriteString(Names.AdvertisingId, "00000000-0000-0000-0000-000000000000");
            }

            if (phone.IsApple)
            {
                _json.WriteString(Names.TrackingStatus, device.AdTrackingEnabled ? "authorized" : "denied");
            }
        }

        _json.WriteString(Names.Manufacturer, phone.Manufacturer);
        _json.WriteString(Names.Model, phone.Model);
        _json.WriteString(Names.Type, phone.Platform);
        _json.WriteEndObject();
    }

    private void WriteNetwork(SimulatedDevice device)
    {
        _json.WriteStartObject(Names.Network);
        _json.WriteBoolean(Names.Wifi, device.OnWifi);
        _json.WriteBoolean(Names.Cellular, !device.OnWifi);
        _json.WriteString(Names.Carrier, device.Carrier);
        _json.WriteEndObject();
    }

    private void WriteFix(ClientFix? fix)
    {
        if (fix is not { } at)
        {
            return;
        }

        _json.WriteStartObject(Names.Location);
        _json.WriteNumber(Names.Latitude, at.Latitude);
        _json.WriteNumber(Names.Longitude, at.Longitude);
        WriteOptional(Names.Altitude, at.Altitude);
        WriteOptional(Names.Accuracy, at.Accuracy);
        WriteOptional(Names.Speed, at.Speed);
        WriteOptional(Names.Bearing, at.Bearing);
        _json.WriteEndObject();
    }

    private void WriteConsent(SimulatedDevice device)
    {
        if (!device.AnalyticsRefused && !device.LocationRefused)
        {
            return;
        }

        _json.WriteStartObject(Names.Consent);
        _json.WriteStartObject(Names.CategoryPreferences);
        _json.WriteBoolean("analytics", !device.AnalyticsRefused);
        _json.WriteBoolean("location", !device.LocationRefused);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteOptional(JsonEncodedText name, double value)
    {
        if (!double.IsNaN(value))
        {
            _json.WriteNumber(name, value);
        }
    }

    private void WriteTime(JsonEncodedText name, DateTimeOffset time)
    {
        _json.WritePropertyName(name);
        WriteTimeValue(time);
    }

    private void WriteTimeValue(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.UtcDateTime.TryFormat(text, out var written, TimeForm);
        _json.WriteStringValue(text[..written]);
    }
}
