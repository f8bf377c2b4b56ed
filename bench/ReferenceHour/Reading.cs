using System.Diagnostics;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Runs;

namespace Maas.ReferenceHour;

/// <summary>What is read of the lake after a run: the changed devices, page by page, and a range of a day's fixes.</summary>
internal static class Reading
{
    private const int PageDevices = 1_000;
    private const int HoursPerDay = 24;

    public static async Task MergeBackAsync(BatchHost host, RunOrder order, RunReport report)
    {
        var started = Stopwatch.GetTimestamp();
        long read = 0;
        while (read < report.ChangedDevices)
        {
            read += (await host.Batch.ReadChangedDevicesAsync(order, read, PageDevices, CancellationToken.None)).Count;
        }

        Console.WriteLine(
            $"merge-back: {read:N0} changed devices in pages of {PageDevices:N0}: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s"
        );
    }

    /// <summary>A day of a box about a city, the run's hour its last: 0.2 by 0.2 degrees, some 20 km.</summary>
    public static async Task RangeAsync(BatchHost host, BenchOptions options)
    {
        var to = options.Last + 1;
        var from = to - Math.Min(HoursPerDay, options.Hours);
        var place = await CrowdedAsync(host);
        var (south, west) = (place.Latitude - 0.1, place.Longitude - 0.1);
        var table = new DeltaTable(host.Store, LakeTables.Tracking, TimeProvider.System, new DeltaOptions());
        var snapshot = await table.LoadAsync(CancellationToken.None);
        var selected = DeltaPruning
            .Select(
                snapshot,
                [
                    new DeltaRange("received_at", $"{from.Start:yyyy-MM-ddTHH:mm:ss}.000Z", $"{to.Start:yyyy-MM-ddTHH:mm:ss}.000Z"),
                    new DeltaRange("latitude", $"{south}", $"{south + 0.2}"),
                    new DeltaRange("longitude", $"{west}", $"{west + 0.2}"),
                ]
            )
            .ToList();
        var started = Stopwatch.GetTimestamp();
        using var lake = await host.OpenLakeAsync();
        await using var command = lake.Connection.CreateCommand();
        command.CommandText =
            $"SELECT count(*) FROM (SELECT device_uid, received_at, latitude, longitude FROM tracking WHERE received_at >= TIMESTAMPTZ '{from.Start:yyyy-MM-dd HH:mm:ss}+00' "
            + $"AND received_at < TIMESTAMPTZ '{to.Start:yyyy-MM-dd HH:mm:ss}+00' AND latitude BETWEEN {south} AND {south + 0.2} AND longitude BETWEEN {west} AND {west + 0.2})";
        var rows = (long)(await command.ExecuteScalarAsync())!;
        Console.WriteLine(
            $"range: {rows:N0} fixes of a 0.2° box in {to.Index - from.Index} hours: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s, opening included; "
                + $"{selected.Count:N0} of {snapshot.FileCount:N0} files, {selected.Sum(static file => file.Bytes) / 1048576.0:N0} of {snapshot.Files.Sum(static file => file.Bytes) / 1048576.0:N0} MiB may hold them"
        );
    }

    private static async Task<(double Latitude, double Longitude)> CrowdedAsync(BatchHost host)
    {
        using var lake = await host.OpenLakeAsync();
        await using var command = lake.Connection.CreateCommand();
        command.CommandText =
            "SELECT latitude, longitude FROM tracked_devices WHERE latitude IS NOT NULL ORDER BY hash(device_uid) LIMIT 1";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetDouble(0), reader.GetDouble(1));
    }
}
