using Maas.Tracking.Devices;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Which device keys and advertising ids are one device: all that are linked by a row that carried both, at any time.</summary>
internal sealed class OracleDevices
{
    private const string Zeros = "00000000-0000-0000-0000-000000000000";

    private readonly Dictionary<(string Kind, string App, string Key), HashSet<(string Kind, string App, string Key)>> _devices = [];

    public OracleDevices(IEnumerable<OracleRow> rows)
    {
        foreach (var row in rows)
        {
            Link(Key(row.Device), Key(row.Device));
            foreach (var id in Ids(row))
            {
                Link(Key(row.Device), (id.Kind, "", id.Id));
            }
        }
    }

    /// <summary>All keys and ids, each with its device.</summary>
    public IEnumerable<((string Kind, string App, string Key) Node, string Device)> Map =>
        _devices.Select(node => (node.Key, NameOf(node.Value)));

    public bool Holds((string App, string Key) key) => _devices.ContainsKey(Key(key));

    /// <summary>A name for the key's device that depends on nothing but its keys.</summary>
    public string NameOf((string App, string Key) key) => NameOf(_devices[Key(key)]);

    public static string NameOf(IEnumerable<(string Kind, string App, string Key)> nodes) =>
        nodes.Where(node => node.Kind == "key").Select(node => $"{node.App}/{node.Key}").Min(StringComparer.Ordinal) ?? "";

    private static (string, string, string) Key((string App, string Key) key) => ("key", key.App, key.Key);

    private static IEnumerable<(string Kind, string Id)> Ids(OracleRow row)
    {
        if (row.Time("ids_at") is null)
        {
            yield break;
        }

        foreach (var kind in (string[])["idfa", "gaid"])
        {
            if (row[kind] is { } id && id != Zeros)
            {
                yield return (kind, id);
            }
        }
    }

    private void Link((string, string, string) first, (string, string, string) second)
    {
        HashSet<(string, string, string)> joined =
        [
            .. _devices.GetValueOrDefault(first) ?? [first],
            .. _devices.GetValueOrDefault(second) ?? [second],
        ];
        foreach (var node in joined)
        {
            _devices[node] = joined;
        }
    }
}
