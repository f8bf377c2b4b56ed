using Maas.SparkJobs.Delta;
using Maas.Tracking.Devices;
using Maas.Tracking.Schema;

namespace Maas.SparkJobs.Lake;

/// <summary>The tables of the lake: their columns, in order, and how they are partitioned. Times are instants in UTC.</summary>
public static class LakeTables
{
    /// <summary>The folder of all tables in the object store.</summary>
    public const string Prefix = "lake";

    private static readonly DeltaColumn[] Hour = [new("dt", DeltaType.String), new("hr", DeltaType.String)];

    private static readonly DeltaColumn[] Groups =
    [
        .. ProfileFields.Names.Select(name => new DeltaColumn(name, DeltaType.String)),
        new("profile_at", DeltaType.Timestamp),
        new("idfa", DeltaType.String),
        new("gaid", DeltaType.String),
        new("ids_at", DeltaType.Timestamp),
        new("settings", DeltaType.String),
        new("settings_at", DeltaType.Timestamp),
    ];

    private static readonly DeltaColumn[] Fix =
    [
        new("fix_at", DeltaType.Timestamp),
        new("latitude", DeltaType.Double),
        new("longitude", DeltaType.Double),
        new("altitude", DeltaType.Double),
        new("accuracy", DeltaType.Double),
        new("speed", DeltaType.Double),
        new("bearing", DeltaType.Double),
    ];

    public static DeltaTableDefinition Tracking { get; } =
        Define(
            "tracking",
            [
                new("device_uid", DeltaType.String),
                new("message_hash", DeltaType.Long),
                .. TrackingColumns.Names.Skip(1).Select(name => new DeltaColumn(name, TypeOfTracking(name))),
                .. Hour,
            ],
            ["dt", "hr"],
            "Tracking rows of lake devices, deduplicated, by the hour they were received in."
        );

    public static DeltaTableDefinition TrackedDevices { get; } =
        Define(
            "tracked_devices",
            [
                new("device_uid", DeltaType.String),
                new("events", DeltaType.Long),
                new("first_seen_at", DeltaType.Timestamp),
                new("last_seen_at", DeltaType.Timestamp),
                .. Fix,
                .. Hour,
            ],
            ["dt", "hr"],
            "Devices tracked in an hour: how many rows, first, last, last fix."
        );

    public static DeltaTableDefinition DeviceChanges { get; } =
        Define(
            "device_changes",
            [
                new("device_uid", DeltaType.String),
                new("new_keys", DeltaType.Long),
                new("first_seen_at", DeltaType.Timestamp),
                new("last_seen_at", DeltaType.Timestamp),
                .. Groups,
                .. Hour,
            ],
            ["dt", "hr"],
            "What an hour itself contributed to a unique device; a group without a time says nothing."
        );

    public static DeltaTableDefinition Devices { get; } =
        Define(
            "devices",
            [
                new("device_uid", DeltaType.String),
                new("keys", DeltaType.Long),
                new("first_seen_at", DeltaType.Timestamp),
                new("last_seen_at", DeltaType.Timestamp),
                .. Groups,
                new("bucket", DeltaType.String),
            ],
            ["bucket"],
            "Unique devices: device_changes compacted up to the version noted in the transaction maas/devices."
        );

    public static DeltaTableDefinition DeviceKeys { get; } =
        Define(
            "device_keys",
            [
                new("kind", DeltaType.String),
                new("app_id", DeltaType.String),
                new("device_key", DeltaType.String),
                new("key_hash", DeltaType.Long),
                new("device_uid", DeltaType.String),
                new("since", DeltaType.Timestamp),
                new("links", DeltaType.Long),
                new("bucket", DeltaType.String),
            ],
            ["bucket"],
            "The map from (app, device key) and from advertising ids to unique devices."
        );

    public static DeltaTableDefinition DeviceAliases { get; } =
        Define(
            "device_aliases",
            [new("alias_uid", DeltaType.String), new("device_uid", DeltaType.String), new("since", DeltaType.Timestamp)],
            [],
            "Old names of unique devices and the ones they were joined into."
        );

    public static DeltaTableDefinition Erased { get; } =
        Define(
            "erased",
            [
                new("app_id", DeltaType.String),
                new("device_key", DeltaType.String),
                new("key_hash", DeltaType.Long),
                new("erased_at", DeltaType.Timestamp),
            ],
            [],
            "Tombstones of devices erased on request: rows received up to then are never brought back."
        );

    public static IReadOnlyList<DeltaTableDefinition> All { get; } =
    [DeviceKeys, DeviceAliases, DeviceChanges, Devices, Erased, Tracking, TrackedDevices];

    private static DeltaType TypeOfTracking(string column) =>
        column switch
        {
            "received_at" or "event_time" or "sent_at" or "original_at" => DeltaType.Timestamp,
            "latitude" or "longitude" or "altitude" or "accuracy" or "speed" or "bearing" => DeltaType.Double,
            _ => DeltaType.String,
        };

    private static DeltaTableDefinition Define(
        string name,
        IReadOnlyList<DeltaColumn> columns,
        IReadOnlyList<string> partitionColumns,
        string description
    ) => new(name, $"{Prefix}/{name}", columns, partitionColumns, description);
}
