using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Hourly;

/// <summary>A tracking row as the reference sees it. A null key stands for a row that is bad.</summary>
internal sealed record TrackedRow(string App, string? Key, string Message, long Received, long Event, double? Latitude, string Extra)
{
    public string Line() =>
        RawRow.Tracking(
            ("received_at", Text(Received)),
            ("event_time", Text(Event)),
            ("message_id", Message),
            ("app_id", App),
            ("device_key", Key),
            ("latitude", Latitude is { } degrees ? FormattableString.Invariant($"{degrees}") : null),
            ("longitude", Latitude is null ? null : "-7.25"),
            ("extra", Extra)
        );

    public static string Text(long micros) => Timestamps.FromMicros(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", null);
}

/// <summary>A device row as the reference sees it. A null time says nothing of its group.</summary>
internal sealed record DeviceRow(
    string App,
    string Key,
    long Received,
    long Event,
    string Model,
    long? ProfileAt,
    string? Idfa,
    string? Gaid,
    long? IdsAt
)
{
    public string Line() =>
        RawRow.Device(
            ("received_at", TrackedRow.Text(Received)),
            ("event_time", TrackedRow.Text(Event)),
            ("app_id", App),
            ("device_key", Key),
            ("model", Model),
            ("profile_at", ProfileAt is { } profileAt ? TrackedRow.Text(profileAt) : null),
            ("idfa", Idfa),
            ("gaid", Gaid),
            ("ids_at", IdsAt is { } idsAt ? TrackedRow.Text(idsAt) : null)
        );
}

/// <summary>
/// The meaning of an hour's run told over lists in memory, as plainly as can be: what the SQL is held to. Advertising ids stay below the
/// bound of keys.
/// </summary>
internal sealed class ReferenceLake(int horizonHours)
{
    private readonly Dictionary<HourWindow, List<DeviceRow>> _devices = [];
    private readonly Dictionary<HourWindow, List<TrackedRow>> _tracking = [];
    private readonly Dictionary<HourWindow, HashSet<(string App, string? Key)>> _waiting = [];

    public IEnumerable<(HourWindow Hour, TrackedRow Row)> Tracking =>
        _tracking.SelectMany(hour => hour.Value.Select(row => (hour.Key, row)));

    public IEnumerable<(HourWindow Hour, DeviceRow Row)> Devices => _devices.SelectMany(hour => hour.Value.Select(row => (hour.Key, row)));

    public (IReadOnlyList<EngineTally> Tallies, IReadOnlySet<HourWindow> Reopened) Run(
        HourWindow hour,
        IReadOnlyList<TrackedRow> tracking,
        IReadOnlyList<DeviceRow> devices
    )
    {
        var knownElsewhere = _devices
            .Where(other => other.Key != hour)
            .SelectMany(other => other.Value)
            .Select(row => (row.App, row.Key))
            .ToHashSet();
        _devices[hour] = [.. devices];
        var keys = _devices.Values.SelectMany(rows => rows).Select(row => (row.App, (string?)row.Key)).ToHashSet();
        var fresh = devices
            .Select(row => (row.App, (string?)row.Key))
            .Where(key => !knownElsewhere.Contains((key.App, key.Item2!)))
            .ToHashSet();
        var held = _tracking
            .Where(other => other.Key != hour && Math.Abs(other.Key.Index - hour.Index) <= horizonHours)
            .SelectMany(other => other.Value)
            .Select(row => (row.App, row.Key, row.Message))
            .ToHashSet();
        var tallies = new SortedDictionary<string, EngineTally>(StringComparer.Ordinal);
        void Count(string app, int matched = 0, int unmatched = 0, int duplicate = 0, int bad = 0)
        {
            var old = tallies.GetValueOrDefault(app) ?? new EngineTally(app, 0, 0, 0, 0, 0);
            tallies[app] = new EngineTally(
                app,
                old.Read + matched + unmatched + duplicate + bad,
                old.Matched + matched,
                old.Unmatched + unmatched,
                old.Duplicate + duplicate,
                old.Bad + bad
            );
        }

        foreach (var row in tracking.Where(row => row.Key is null))
            Count(row.App, bad: 1);
        List<TrackedRow> kept = [];
        HashSet<(string, string?)> waiting = [];
        foreach (var identity in tracking.Where(row => row.Key is not null).GroupBy(row => (row.App, row.Key, row.Message)))
        {
            if (held.Contains(identity.Key))
            {
                Count(identity.Key.App, duplicate: identity.Count());
                continue;
            }

            Count(identity.Key.App, duplicate: identity.Count() - 1);
            var first = identity
                .OrderBy(row => row.Received)
                .ThenBy(row => row.Event)
                .ThenBy(row => row.Latitude ?? double.NegativeInfinity)
                .ThenBy(row => row.Extra, StringComparer.Ordinal)
                .First();
            if (keys.Contains((first.App, first.Key)))
            {
                Count(first.App, matched: 1);
                kept.Add(first);
            }
            else
            {
                Count(first.App, unmatched: 1);
                waiting.Add((first.App, first.Key));
            }
        }

        _tracking[hour] = kept;
        _waiting[hour] = waiting;
        var reopened = _waiting
            .Where(other => other.Key != hour && Math.Abs(other.Key.Index - hour.Index) <= horizonHours && other.Value.Overlaps(fresh))
            .Select(other => other.Key)
            .ToHashSet();
        return ([.. tallies.Values], reopened);
    }

    /// <summary>The connected component of each device key, under any one name.</summary>
    public IReadOnlyDictionary<(string App, string Key), string> Components()
    {
        Dictionary<string, string> parents = new(StringComparer.Ordinal);
        string Root(string node) => parents.TryGetValue(node, out var parent) && parent != node ? Root(parent) : node;
        foreach (var (_, row) in Devices)
        {
            var key = $"key {row.App} {row.Key}";
            parents.TryAdd(key, key);
            if (row.IdsAt is null)
                continue;
            foreach (var id in (string?[])[row.Idfa is null ? null : $"idfa {row.Idfa}", row.Gaid is null ? null : $"gaid {row.Gaid}"])
            {
                if (id is not null)
                    parents[Root(id)] = Root(key);
            }
        }

        return Devices
            .Select(row => (row.Row.App, row.Row.Key))
            .Distinct()
            .ToDictionary(key => key, key => Root($"key {key.App} {key.Key}"));
    }
}
