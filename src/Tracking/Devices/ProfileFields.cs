namespace Maas.Tracking.Devices;

/// <summary>
/// The fields of a device's profile group. On the hot path a profile is a fragment: the CSV text of these columns in this order, commas
/// between them and none around them, as <see cref="Csv.CsvFields"/> writes it; so two profiles are equal when their bytes are.
/// In a device row the platform and the rest stand apart, the advertising ids between them; the platform is a plain token
/// (lower-case ASCII letters, digits, <c>-</c>, <c>_</c>) and never quoted, so the first comma of a fragment divides them.
/// </summary>
public static class ProfileFields
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "platform",
        "os_name",
        "os_version",
        "manufacturer",
        "model",
        "device_version",
        "app_version",
        "locale",
        "timezone",
        "carrier",
        "screen",
        "push_token_hash",
        "user_id",
    ];
}
