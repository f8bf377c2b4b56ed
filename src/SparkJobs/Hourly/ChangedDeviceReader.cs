using System.Globalization;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.Tracking.Devices;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>
/// Reads the devices that a run changed, page by page. Opening a database costs more than a page, so that of the run read last stays open.
/// </summary>
internal sealed class ChangedDeviceReader(IObjectStore store) : IDisposable
{
    private const int ProfileStart = 4;

    private static readonly string Columns = string.Join(
        ", ",
        (string[])
            [
                "app_id",
                "device_key",
                "device_uid",
                "events",
                .. ProfileFields.Names,
                "profile_micros",
                "idfa",
                "gaid",
                "ids_micros",
                "settings",
                "settings_micros",
                "fix_micros",
                "latitude",
                "longitude",
                "altitude",
                "accuracy",
                "speed",
                "bearing",
                "first_seen_micros",
                "last_seen_micros",
            ]
    );

    private readonly Lock _lock = new();
    private DuckDbSession? _session;
    private string _place = "";

    public IReadOnlyList<LakeDevice> Read(RunOrder order, long offset, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var place = Place(order);
        lock (_lock)
        {
            if (!File.Exists(place))
                return [];
            if (_session is null || _place != place)
            {
                Close();
                _session = DuckDbSession.Open(tempFolder: null, ("threads", "1"), ("memory_limit", "'256MiB'"));
                _place = place;
            }

            var rows = _session.Query(
                $"SELECT {Columns} FROM read_parquet({DuckDbText.Literal(place)}) WHERE ordinal >= {offset} AND ordinal < {offset + count} ORDER BY ordinal",
                cancellationToken
            );
            return [.. rows.Select(row => Device(order, row))];
        }
    }

    /// <summary>Lets go of the run's file, which is about to be removed.</summary>
    public void Forget(RunOrder order)
    {
        lock (_lock)
        {
            if (_place == Place(order))
                Close();
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Close();
    }

    private string Place(RunOrder order) => store.Locate($"{RunFolders.Side(order, HourlyPlan.ChangedDevices)}/data.parquet");

    private void Close()
    {
        _session?.Dispose();
        _session = null;
        _place = "";
    }

    private static LakeDevice Device(RunOrder order, object?[] row)
    {
        var at = ProfileStart + ProfileFields.Names.Count;
        return new LakeDevice
        {
            App = (string)row[0]!,
            DeviceKey = (string)row[1]!,
            DeviceUid = (string)row[2]!,
            RunId = order.RunId,
            Hour = order.Hour,
            HourCount = Whole(row[3]) ?? 0,
            Profile = Whole(row[at]) is null ? [] : [.. row[ProfileStart..at].Select(field => (string?)field)],
            ProfileAt = Whole(row[at]),
            Idfa = (string?)row[at + 1],
            Gaid = (string?)row[at + 2],
            IdsAt = Whole(row[at + 3]),
            Settings = (string?)row[at + 4],
            SettingsAt = Whole(row[at + 5]),
            LastFix = Whole(row[at + 6]) is { } fixAt
                ? new Fix(
                    fixAt,
                    Real(row[at + 7]),
                    Real(row[at + 8]),
                    Real(row[at + 9]),
                    Real(row[at + 10]),
                    Real(row[at + 11]),
                    Real(row[at + 12])
                )
                : null,
            FirstSeenAt = Whole(row[at + 13]),
            LastSeenAt = Whole(row[at + 14]),
        };
    }

    private static long? Whole(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static double Real(object? value) => value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
