namespace Maas.Tracking.Schema;

/// <summary>The columns of a rejected event, in file order: why it was set aside, and what arrived.</summary>
public static class RejectedColumns
{
    /// <summary>The value of the first column: the version of the row's layout.</summary>
    public const string SchemaVersion = "1";

    /// <summary>
    /// The 8 column names. <c>reason</c> is one of the gateway's reject reasons; <c>detail</c> says in a sentence what was wrong;
    /// <c>payload</c> is the start of the event's JSON, its personal fields null, cut to the configured number of bytes; empty when the event or
    /// its batch states a refusal.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    ["schema", "received_at", "app_id", "reason", "detail", "message_id", "device_key", "payload"];
}
