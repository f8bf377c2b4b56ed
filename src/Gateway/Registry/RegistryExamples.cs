using Maas.Contracts.Devices;

namespace Maas.Gateway.Registry;

/// <summary>What the OpenAPI document shows: one device, its profile from the lake and its last fix from a live event.</summary>
internal static class RegistryExamples
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero);
    private static readonly OriginView Lake = new(Hour.AddMinutes(-12), "lake", "20261122T230512-00042");
    private static readonly OriginView Live = new(Hour.AddMilliseconds(1_443_799), "live", "9a3f1c5e7b20d846");

    public static DeviceResponse Device { get; } =
        DeviceResponse.Of(
            new DeviceView
            {
                App = "demo",
                DeviceKey = "2f9c1b7e-5d1a-4c59-9c0e-0b6f4b1d2a10",
                DeviceUid = "d_7c1e5b90f2a34d68",
                Profile = new ProfileView(
                    Platform: "android",
                    OsName: "Android",
                    OsVersion: "15",
                    Manufacturer: "Google",
                    Model: "Pixel 9",
                    DeviceVersion: null,
                    AppVersion: "4.2.0",
                    Locale: "pt-BR",
                    Timezone: "America/Maceio",
                    Carrier: null,
                    Screen: "1080x2424",
                    PushTokenHash: null,
                    UserId: "rider-17",
                    Lake
                ),
                AdvertisingIds = new AdvertisingIdsView(null, "3f2504e0-4f89-41d3-9a0c-0305e82c3301", Lake),
                Settings = new SettingsView("""{"adTrackingEnabled":true}""", Lake),
                LastFix = new FixView(-10.9394, -37.0627, null, 8, 11.4, 92, Live),
                FirstSeenAt = Hour.AddDays(-21),
                LastSeenAt = Live.At,
                Session = new SessionView(Hour.AddMinutes(3), Live.At, 61),
                Hours = [new HourCountView(Hour, 61, "live"), new HourCountView(Hour.AddHours(-1), 112, "lake")],
            }
        );

    public static DeviceListResponse Devices { get; } = new([Device]);
}
