using Maas.Simulation.Service;

namespace Maas.Cli.Output;

/// <summary>A device for people: a line a field, each group with the time and origin that set it.</summary>
internal static class DeviceText
{
    public static Task WriteAsync(CliEnvironment environment, ServiceDevice device)
    {
        var table = new TextTable("field", "value", "set at", "by");
        table.Add("device", $"{device.App} {device.DeviceKey}", "", "");
        Add(table, "device uid", device.DeviceUid, null);
        AddProfile(table, device.Profile);
        Add(table, "idfa", device.AdvertisingIds?.Idfa, device.AdvertisingIds?.Provenance);
        Add(table, "gaid", device.AdvertisingIds?.Gaid, device.AdvertisingIds?.Provenance);
        Add(table, "settings", device.Settings?.Values?.ToString(), device.Settings?.Provenance);
        Add(table, "last fix", Fix(device.LastFix), device.LastFix?.Provenance);
        Add(table, "refuses", device.Consent is { Denied: [_, ..] denied } ? string.Join(", ", denied) : null, device.Consent?.Provenance);
        Add(table, "first seen", Formats.Time(device.FirstSeenAt), null);
        Add(table, "last seen", Formats.Time(device.LastSeenAt), null);
        Add(table, "session", Session(device.Session), null);
        foreach (var hour in device.Hours)
        {
            table.Add($"events {Formats.Hour(hour.Hour)}", Formats.Count(hour.Events), "", hour.Source);
        }

        table.Write(environment);
        return Task.CompletedTask;
    }

    private static void AddProfile(TextTable table, ServiceProfile? profile)
    {
        var origin = profile?.Provenance;
        Add(table, "platform", profile?.Platform, origin);
        Add(table, "system", Join(profile?.OsName, profile?.OsVersion), origin);
        Add(table, "model", Join(profile?.Manufacturer, profile?.Model, profile?.DeviceVersion), origin);
        Add(table, "app version", profile?.AppVersion, origin);
        Add(table, "locale", profile?.Locale, origin);
        Add(table, "timezone", profile?.Timezone, origin);
        Add(table, "carrier", profile?.Carrier, origin);
        Add(table, "screen", profile?.Screen, origin);
        Add(table, "push token", profile?.PushTokenHash, origin);
        Add(table, "user", profile?.UserId, origin);
    }

    private static void Add(TextTable table, string field, string? value, ServiceOrigin? origin)
    {
        if (!string.IsNullOrEmpty(value))
        {
            table.Add(field, value, Formats.Time(origin?.At), origin is null ? "" : $"{origin.Source} {origin.Origin}");
        }
    }

    private static string? Fix(ServiceFix? fix)
    {
        if (fix is null)
        {
            return null;
        }

        var accuracy = fix.Accuracy is { } metres ? $" ± {metres:0.#} m" : "";
        var speed = fix.Speed is { } perSecond ? $", {perSecond:0.#} m/s" : "";
        var bearing = fix.Bearing is { } degrees ? $" towards {degrees:0}°" : "";
        return $"{fix.Latitude:0.######}, {fix.Longitude:0.######}{accuracy}{speed}{bearing}";
    }

    private static string? Session(ServiceSession? session) =>
        session is null
            ? null
            : $"{Formats.Count(session.Events, "event")} from {Formats.Time(session.StartedAt)} to {Formats.Time(session.LastEventAt)}";

    private static string Join(params string?[] parts) => string.Join(' ', parts.Where(static part => !string.IsNullOrEmpty(part)));
}
