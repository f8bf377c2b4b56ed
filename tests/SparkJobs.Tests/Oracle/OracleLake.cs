using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>
/// What the lake must hold after a sequence of runs, told over lists in memory from the text of the rules, as plainly as can be. Advertising ids
/// stay below the bound of keys, and files are only ever added.
/// </summary>
internal sealed class OracleLake(int horizonHours)
{
    private readonly SortedDictionary<HourWindow, OracleHour> _hours = [];

    public IEnumerable<(HourWindow Hour, OracleHour Left)> Hours => _hours.Select(hour => (hour.Key, hour.Value));

    /// <summary>The devices of all rows that the last runs of the hours read.</summary>
    public OracleDevices Devices => new(DeviceRows);

    /// <summary>The rows of <c>devices</c>: what all of a device's rows say of it.</summary>
    public IEnumerable<string> Contents
    {
        get
        {
            var devices = Devices;
            return DeviceRows
                .GroupBy(row => devices.NameOf(row.Device), StringComparer.Ordinal)
                .Select(device => $"{device.Key} {device.Select(row => row.Device).Distinct().Count()} {OracleGroups.Of([.. device])}");
        }
    }

    public IEnumerable<OracleRow> DeviceRows => _hours.Values.SelectMany(hour => hour.Devices);

    /// <summary>Runs the hour over the raw files that delivery says may hold rows of it.</summary>
    public OracleReport Run(HourWindow hour, IEnumerable<OracleFile> files)
    {
        var read = files.Select(file => (file.Stream, file.Folder, Content: file.Read())).ToList();
        List<OracleRow> Rows(string stream) =>
            [.. read.Where(file => file.Stream == stream).SelectMany(file => file.Content.Rows).Where(row => hour.Contains(row.Received))];
        int Malformed(string stream) =>
            read.Where(file => file.Stream == stream && file.Folder == hour).Sum(file => file.Content.Malformed);

        var before = _hours.GetValueOrDefault(hour) ?? new OracleHour();
        var others = _hours.Where(other => other.Key != hour).ToList();
        var near = others.Where(other => Math.Abs(other.Key.Index - hour.Index) <= horizonHours).ToList();
        var deviceRows = Rows("devices");
        var now = new OracleHour { Devices = [.. deviceRows.Where(row => row.IsGood)] };
        _hours[hour] = now;
        var devices = Devices;

        var tracking = Rows("tracking");
        var books = new OracleBooks();
        books.Add("", bad: Malformed("tracking"));
        foreach (var row in tracking.Where(row => !row.IsGood))
        {
            books.Add(row.App, bad: 1);
        }

        var held = near.SelectMany(other => other.Value.Tracking).Select(row => row.Identity).ToHashSet();
        foreach (var copies in tracking.Where(row => row.IsGood).GroupBy(row => row.Identity))
        {
            Judge(now, books, devices, [.. copies], held.Contains(copies.Key));
        }

        now.Tracked = [.. now.Tracking.GroupBy(row => devices.NameOf(row.Device)).Select(device => Tracked([.. device]))];
        now.Introduced.UnionWith(now.Devices.Select(row => row.Device));
        now.Introduced.ExceptWith(others.SelectMany(other => other.Value.Introduced));
        now.Changes = [.. now.Devices.GroupBy(row => devices.NameOf(row.Device)).Select(device => Change([.. device], now.Introduced))];
        return new OracleReport(books.Tallies, Tally(deviceRows, Malformed("devices")), Reopens(near, now, before), Changed(now, before));
    }

    private static void Judge(OracleHour now, OracleBooks books, OracleDevices devices, List<OracleRow> copies, bool isHeld)
    {
        var first = copies.Aggregate((least, row) => OracleRow.Order(row, least) < 0 ? row : least);
        if (isHeld)
        {
            books.Add(first.App, duplicate: copies.Count);
            now.Held.Add(first.Identity);
            return;
        }

        books.Add(first.App, duplicate: copies.Count - 1);
        if (devices.Holds(first.Device))
        {
            books.Add(first.App, matched: 1);
            now.Tracking.Add(first);
        }
        else
        {
            books.Add(first.App, unmatched: 1);
            now.Waiting.Add(first.Device);
        }
    }

    private static ((string, string), string) Tracked(List<OracleRow> rows)
    {
        var fix = rows.Where(row => row.IsLocated)
            .OrderByDescending(row => row.Seen)
            .ThenBy(row => row.Number("latitude"))
            .ThenBy(row => row.Number("longitude"))
            .ThenBy(row => row.Number("altitude") ?? double.PositiveInfinity)
            .ThenBy(row => row.Number("speed") ?? double.PositiveInfinity)
            .FirstOrDefault();
        var text = FormattableString.Invariant(
            $"{rows.Count} {rows.Min(row => row.Seen)}..{rows.Max(row => row.Seen)} {fix?.Seen} {fix?.Number("latitude")} {fix?.Number("longitude")} {fix?.Number("altitude")} {fix?.Number("speed")}"
        );
        return (rows[0].Device, text);
    }

    private static ((string, string), string) Change(List<OracleRow> rows, HashSet<(string, string)> introduced)
    {
        var newKeys = rows.Select(row => row.Device).Distinct().Count(introduced.Contains);
        return (rows[0].Device, $"{newKeys} {OracleGroups.Of(rows)}");
    }

    private static List<DeviceTally> Tally(List<OracleRow> rows, int malformed)
    {
        var tallies = rows.GroupBy(row => row.App, StringComparer.Ordinal)
            .ToDictionary(
                app => app.Key,
                app => new DeviceTally(app.Key, app.Count(), app.Count(row => !row.IsGood)),
                StringComparer.Ordinal
            );
        if (malformed > 0)
        {
            var nameless = tallies.GetValueOrDefault("") ?? new DeviceTally("", 0, 0);
            tallies[""] = new DeviceTally("", nameless.Read + malformed, nameless.Bad + malformed);
        }

        return [.. tallies.Values.OrderBy(app => app.App, StringComparer.Ordinal)];
    }

    /// <summary>Hours that wait for a key of the hour's device rows, and those that counted as duplicates what the hour no longer holds.</summary>
    private static HashSet<HourWindow> Reopens(List<KeyValuePair<HourWindow, OracleHour>> near, OracleHour now, OracleHour before)
    {
        var stated = now.Devices.Select(row => row.Device).ToHashSet();
        var released = before.Tracking.Select(row => row.Identity).Except(now.Tracking.Select(row => row.Identity)).ToHashSet();
        return
        [
            .. near.Where(other => other.Value.Waiting.Overlaps(stated) || other.Value.Held.Overlaps(released)).Select(other => other.Key),
        ];
    }

    private static Dictionary<(string, string), int> Changed(OracleHour now, OracleHour before)
    {
        return now
            .Devices.Concat(now.Tracking)
            .Concat(before.Tracking)
            .Select(row => row.Device)
            .Distinct()
            .ToDictionary(key => key, key => now.Tracking.Count(row => row.Device == key));
    }
}
