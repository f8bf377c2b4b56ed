using System.Globalization;
using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Devices;
using Maas.Tracking.Schema;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Compares the tables of a lake with what the oracle says. Devices are compared by their keys, for a name is the product's own.</summary>
internal sealed class OracleComparison(LakeFixture lake, OracleLake oracle)
{
    private const string Names = "(SELECT alias_uid, min(device_uid) AS device_uid FROM device_aliases GROUP BY alias_uid) AS n";

    private const string Groups =
        "epoch_us(first_seen_at), epoch_us(last_seen_at), epoch_us(profile_at), epoch_us(ids_at), idfa, gaid, epoch_us(settings_at), settings";

    private const string KeysSql =
        $"SELECT k.kind, k.app_id, k.device_key, coalesce(n.device_uid, k.device_uid), count(*) FROM device_keys AS k LEFT JOIN {Names} ON n.alias_uid = k.device_uid GROUP BY ALL";

    private const string AliasesSql = "SELECT alias_uid, device_uid FROM device_aliases WHERE alias_uid <= device_uid";

    private const string TrackedSql =
        $"SELECT t.dt, t.hr, coalesce(n.device_uid, t.device_uid), events, epoch_us(first_seen_at), epoch_us(last_seen_at), epoch_us(fix_at), latitude, longitude, altitude, speed FROM tracked_devices AS t LEFT JOIN {Names} ON n.alias_uid = t.device_uid";

    private static readonly string[] Columns = [.. TrackingColumns.Names.Skip(1)];

    private static readonly string TrackingSql =
        $"SELECT t.dt, t.hr, coalesce(n.device_uid, t.device_uid), {string.Join(", ", Columns.Select(Column))} FROM tracking AS t LEFT JOIN {Names} ON n.alias_uid = t.device_uid";

    private static readonly string Profile = string.Join(", ", ProfileFields.Names);

    private static readonly string ChangesSql =
        $"SELECT t.dt, t.hr, coalesce(n.device_uid, t.device_uid), t.new_keys, {Groups}, {Profile} FROM device_changes AS t LEFT JOIN {Names} ON n.alias_uid = t.device_uid";

    private static readonly string DevicesSql = $"SELECT device_uid, keys, {Groups}, {Profile} FROM devices";

    private readonly OracleDevices _devices = oracle.Devices;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The name that stands of each key.</summary>
    public Dictionary<(string App, string Key), string> Uids { get; } = [];

    public async Task CompareAsync()
    {
        var answers = await lake.QueryAllAsync(KeysSql, AliasesSql, TrackingSql, TrackedSql, ChangesSql, DevicesSql);
        CompareKeys(answers[0]);
        answers[1].ShouldBeEmpty("a name gives way to an older one only");
        CompareTracking(answers[2]);
        CompareTracked(answers[3]);
        CompareChanges(answers[4]);
        CompareDevices(answers[5]);
    }

    private void CompareKeys(IReadOnlyList<object?[]> rows)
    {
        var nodes = rows.Select(row =>
                (Node: (Kind: Text(row[0]), App: Text(row[1]), Key: Text(row[2])), Uid: Text(row[3]), Entries: row[4])
            )
            .ToList();
        nodes.Where(node => node.Node.Kind == "key").ShouldAllBe(node => (long)node.Entries! == 1);
        foreach (var device in nodes.GroupBy(node => node.Uid, StringComparer.Ordinal))
        {
            _names[device.Key] = OracleDevices.NameOf(device.Select(node => node.Node));
        }

        foreach (var node in nodes.Where(node => node.Node.Kind == "key"))
        {
            Uids[(node.Node.App, node.Node.Key)] = node.Uid;
        }

        ShouldBe(
            "device_keys",
            nodes.Select(node => $"{node.Node} {_names[node.Uid]}"),
            _devices.Map.Select(node => $"{node.Node} {node.Device}")
        );
    }

    private void CompareTracking(IReadOnlyList<object?[]> rows) =>
        ShouldBe(
            "tracking",
            rows.Select(row => $"{row[0]} {row[1]} {_names[Text(row[2])]} {string.Join('|', row[3..].Select(Text))}"),
            oracle.Hours.SelectMany(hour =>
                hour.Left.Tracking.Select(row =>
                    $"{hour.Hour.Date} {hour.Hour.Hour} {_devices.NameOf(row.Device)} {string.Join('|', Columns.Select(column => Text(Value(row, column))))}"
                )
            )
        );

    private void CompareTracked(IReadOnlyList<object?[]> rows) =>
        ShouldBe(
            "tracked_devices",
            rows.Select(row =>
                $"{row[0]} {row[1]} {_names[Text(row[2])]} {Text(row[3])} {Text(row[4])}..{Text(row[5])} {string.Join(' ', row[6..].Select(Text))}"
            ),
            oracle.Hours.SelectMany(hour =>
                hour.Left.Tracked.Select(device => $"{hour.Hour.Date} {hour.Hour.Hour} {_devices.NameOf(device.Device)} {device.Text}")
            )
        );

    private void CompareChanges(IReadOnlyList<object?[]> rows) =>
        ShouldBe(
            "device_changes",
            rows.Select(row => $"{row[0]} {row[1]} {_names[Text(row[2])]} {Text(row[3])} {GroupsOf(row[4..])}"),
            oracle.Hours.SelectMany(hour =>
                hour.Left.Changes.Select(device => $"{hour.Hour.Date} {hour.Hour.Hour} {_devices.NameOf(device.Device)} {device.Text}")
            )
        );

    private void CompareDevices(IReadOnlyList<object?[]> rows) =>
        ShouldBe("devices", rows.Select(row => $"{_names[Text(row[0])]} {Text(row[1])} {GroupsOf(row[2..])}"), oracle.Contents);

    private static string GroupsOf(object?[] row) =>
        new OracleGroups(
            (long)row[0]!,
            (long)row[1]!,
            OracleGroups.Text(row[8..].Select(Text), (long?)row[2]),
            OracleGroups.Text(row[4..6].Select(Text), (long?)row[3]),
            OracleGroups.Text([Text(row[7])], (long?)row[6])
        ).ToString();

    private static string Column(string column) =>
        column.EndsWith("_at", StringComparison.Ordinal) || column == "event_time" ? $"epoch_us({column})" : column;

    private static object? Value(OracleRow row, string column) =>
        column switch
        {
            "received_at" => row.Received,
            "event_time" or "sent_at" or "original_at" => row.Time(column),
            "latitude" or "longitude" or "altitude" or "accuracy" or "speed" or "bearing" => row.Number(column),
            _ => row[column],
        };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Only(List<string> first, List<string> second)
    {
        var rest = second.ToList();
        return string.Join('\n', first.Where(row => !rest.Remove(row)));
    }

    private static void ShouldBe(string table, IEnumerable<string> rows, IEnumerable<string> expected)
    {
        var (found, due) = (rows.Order(StringComparer.Ordinal).ToList(), expected.Order(StringComparer.Ordinal).ToList());
        (Only(found, due), Only(due, found)).ShouldBe(("", ""), $"{table} differs: rows of the lake only, rows of the oracle only");
    }
}
