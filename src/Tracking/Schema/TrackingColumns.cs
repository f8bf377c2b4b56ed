namespace Maas.Tracking.Schema;

/// <summary>The columns of a raw tracking row, in file order. A row is one LF-ended line of RFC 4180 CSV in UTF-8, without a header.</summary>
public static class TrackingColumns
{
    /// <summary>The value of the first column: the version of the row's layout.</summary>
    public const string SchemaVersion = "1";

    /// <summary>The 34 column names. The order is the contract of every raw file ever written: append, never reorder.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "schema",
        "received_at",
        "event_time",
        "sent_at",
        "original_at",
        "message_id",
        "app_id",
        "device_key",
        "user_id",
        "anonymous_id",
        "type",
        "event",
        "latitude",
        "longitude",
        "altitude",
        "accuracy",
        "speed",
        "bearing",
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
        "network",
        "ip",
        "library",
        "settings",
        "extra",
    ];
}
