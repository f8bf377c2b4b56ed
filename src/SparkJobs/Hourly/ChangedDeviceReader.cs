using System.Globalization;
using Maas.SparkJobs.Engines.DuckDb;
using Maas.SparkJobs.Files;
using Maas.Tracking.Devices;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Hourly;

/// <summary>
/// Reads the devices that a run changed, page by page. Opening a database costs more than a page, so that of the run read last stays open.
/// </summary>
internal sealed class ChangedDeviceReader(IObjectStore store, StagedFiles files) : IDisposable
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

    private readonly SemaphoreSlim _turn = new(1);
    private OpenRun? _open;

    public async Task<IReadOnlyList<LakeDevice>> ReadAsync(RunOrder order, long offset, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var folder = Folder(order);
            if (_open?.Folder != folder)
            {
                Close();
                _open = await OpenAsync(folder, cancellationToken).ConfigureAwait(false);
            }

            return _open is { } run
                ? await Task.Run(() => run.Read(order, offset, count, cancellationToken), cancellationToken).ConfigureAwait(false)
                : [];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets go of the run's files, which are about to be removed.</summary>
    public async Task ForgetAsync(RunOrder order, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_open?.Folder == Folder(order))
            {
                Close();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        Close();
        _turn.Dispose();
    }

    private static string Folder(RunOrder order) => RunFolders.Side(order, HourlyPlan.ChangedDevices);

    private async Task<OpenRun?> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        List<LakeObject> objects = [];
        await foreach (var item in store.ListAsync($"{folder}/", cancellationToken).ConfigureAwait(false))
        {
            if (item.Key.EndsWith(".parquet", StringComparison.Ordinal))
            {
                objects.Add(new LakeObject(item.Key, item.Bytes));
            }
        }

        if (objects.Count == 0)
        {
            return null;
        }

        var lease = files.LeaseOnce();
        try
        {
            var places = await lease.FetchAsync(store, objects, cancellationToken).ConfigureAwait(false);
            return new OpenRun(folder, lease, places);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _open?.Dispose();
        _open = null;
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

    /// <summary>The run read last, its files and a database over them.</summary>
    private sealed class OpenRun(string folder, IFileLease lease, IReadOnlyList<string> places) : IDisposable
    {
        private readonly string _files = DuckDbText.ReadParquet(places);
        private readonly DuckDbSession _session = DuckDbSession.Open(tempFolder: null, ("threads", "1"), ("memory_limit", "'256MiB'"));

        public string Folder => folder;

        public IReadOnlyList<LakeDevice> Read(RunOrder order, long offset, int count, CancellationToken cancellationToken)
        {
            var rows = _session.Query(
                $"SELECT {Columns} FROM {_files} WHERE ordinal >= {offset} AND ordinal < {offset + count} ORDER BY ordinal",
                cancellationToken
            );
            return [.. rows.Select(row => Device(order, row))];
        }

        public void Dispose()
        {
            _session.Dispose();
            lease.Dispose();
        }
    }
}
