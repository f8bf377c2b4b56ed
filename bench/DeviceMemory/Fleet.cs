using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Maas.Contracts.Devices;
using Maas.Tracking.Consent;
using Maas.Tracking.Time;

namespace Maas.Bench.DeviceMemory;

/// <summary>
/// Typical devices: a profile with model, versions, locale, carrier, push token and user, an advertising id, private settings, a fix with all
/// its members, and 80 messages (4 requests of 20 events) in four hours.
/// </summary>
internal sealed class Fleet
{
    private const int EventsPerRequest = 20;
    private static readonly long Start = Timestamps.ToMicros(new DateTimeOffset(2026, 11, 22, 20, 0, 0, TimeSpan.Zero));
    private static readonly string[] Locales = ["en-US", "de-DE", "pt-BR", "ja-JP", "fr-FR", "es-MX"];
    private static readonly string[] Carriers = ["Vodafone", "T-Mobile", "Claro", "NTT DOCOMO", "Orange", "Telcel"];
    private readonly string[] _models;
    private readonly byte[] _row = Encoding.UTF8.GetBytes(new string('x', 319) + "\n");
    private readonly byte[] _rows;

    /// <param name="modelsFile">A JSON object whose keys are model names; null for a few built in.</param>
    public Fleet(string? modelsFile)
    {
        _models = modelsFile is null
            ? ["iPhone16,2", "SM-S928B", "Pixel 9 Pro", "moto g84 5G", "2312DRA50G", "iPhone17,1"]
            : [.. JsonDocument.Parse(File.ReadAllBytes(modelsFile)).RootElement.EnumerateObject().Select(model => model.Name)];
        _rows = [.. Enumerable.Repeat(_row, EventsPerRequest).SelectMany(row => row)];
    }

    public static string Key(int device) => new Guid(device, 7, 11, 1, 2, 3, 4, 5, 6, 7, 8).ToString();

    public DeviceEvents Events(int device, int request)
    {
        var random = new Random(HashCode.Combine(device, request));
        var at = Start + (request % 4 * Timestamps.MicrosPerHour) + (device % 1000);
        var events = ImmutableArray.CreateBuilder<EventRow>(EventsPerRequest);
        for (var index = 0; index < EventsPerRequest; index++)
        {
            events.Add(
                new EventRow(
                    unchecked((ulong)random.NextInt64()),
                    index * _row.Length,
                    _row.Length,
                    100,
                    105,
                    120,
                    121,
                    200,
                    200,
                    ConsentDenials.None,
                    at + (index * 1_000_000)
                )
            );
        }

        return new DeviceEvents
        {
            ReceivedAt = at + 30_000_000,
            Rows = _rows,
            Events = events.MoveToImmutable(),
            Observation = new DeviceObservation
            {
                FirstEventAt = at,
                LastEventAt = at + 19_000_000,
                Profile = Encoding.UTF8.GetBytes(
                    string.Join(',', Profile(device).Select(field => field.Contains(',') ? $"\"{field}\"" : field))
                ),
                ProfileAt = at,
                ProfileBy = 1,
                Ids = Encoding.UTF8.GetBytes($",{AdvertisingId(device)}"),
                IdsAt = at,
                IdsBy = 1,
                Settings = "\"{\"\"adTrackingEnabled\"\":true,\"\"trackingStatus\"\":\"\"authorized\"\"}\""u8.ToArray(),
                SettingsAt = at,
                SettingsBy = 1,
                Fix = new FixMessage(at, 52.5 + random.NextDouble(), 13.4 + random.NextDouble(), 34, 5, 1.2, 270),
                FixBy = 1,
            },
        };
    }

    public LakeDeviceMessage Lake(int device) =>
        new()
        {
            DeviceUid = $"{Start + device:x14}-{(ulong)device * 0x9E3779B97F4A7C15:x16}",
            RunId = "20261123T000112-00042",
            HourIndex = HourWindow.OfMicros(Start).Index,
            HourCount = EventsPerRequest,
            Profile = [.. Profile(device)],
            ProfileAt = Start + (3 * Timestamps.MicrosPerHour) + (device % 1000),
            Gaid = AdvertisingId(device),
            IdsAt = Start + (3 * Timestamps.MicrosPerHour) + (device % 1000),
            Settings = "{\"adTrackingEnabled\":true,\"trackingStatus\":\"authorized\"}",
            SettingsAt = Start + (3 * Timestamps.MicrosPerHour) + (device % 1000),
            LastFix = new FixMessage(Start, 52.5, 13.4, 34, 5, 1.2, 270),
            FirstSeenAt = Start,
            LastSeenAt = Start + Timestamps.MicrosPerHour,
        };

    private static string AdvertisingId(int device) => new Guid(device, 3, 5, 1, 2, 3, 4, 5, 6, 7, 8).ToString();

    private string[] Profile(int device) =>
        [
            "android",
            "Android",
            $"{13 + (device % 3)}",
            "samsung",
            _models[device % _models.Length],
            "",
            $"4.{device % 7}.1",
            Locales[device % Locales.Length],
            "Europe/Berlin",
            Carriers[device % Carriers.Length],
            "1080x2340",
            Convert.ToHexString(BitConverter.GetBytes(device * 7919L)) + "0123456789abcdef",
            $"user-{device:d8}",
        ];
}
