namespace Maas.Tracking.Schema;

/// <summary>
/// The columns of a raw device row, in file order. An empty <c>…_at</c> column means that the row says nothing of that group of
/// fields; with a time, an empty value means that the field was cleared.
/// </summary>
public static class DeviceColumns
{
    /// <summary>The value of the first column: the version of the row's layout.</summary>
    public const string SchemaVersion = "1";

    /// <summary>The 24 column names. The order is the contract of every raw file ever written: append, never reorder.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "schema",
        "received_at",
        "event_time",
        "app_id",
        "device_key",
        "platform",
        "idfa",
        "gaid",
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
        "settings",
        "profile_at",
        "ids_at",
        "settings_at",
    ];
}
