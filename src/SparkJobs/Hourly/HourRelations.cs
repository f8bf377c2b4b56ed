using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Inputs;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>What a run reads: its raw files, one version of the lake, and what earlier runs within the horizon left waiting.</summary>
internal sealed class HourRelations(IObjectStore store, int horizonHours)
{
    private static readonly DeltaColumn[] WaitingColumns =
    [
        new("key_hash", DeltaType.Long),
        new("app_id", DeltaType.String),
        new("device_key", DeltaType.String),
    ];

    private static readonly DeltaColumn[] HeldColumns = [new("message_hash", DeltaType.Long)];

    public async Task<IReadOnlyList<Relation>> CreateAsync(
        RunOrder order,
        LakeState lake,
        PreparedInputs inputs,
        CancellationToken cancellationToken
    )
    {
        var hour = order.Hour;
        var around = Around(hour);
        return
        [
            inputs.Devices.Relation,
            inputs.Tracking.Relation,
            Of("lake_device_keys", LakeTables.DeviceKeys, lake.LocateOthers(LakeTables.DeviceKeys, hour)),
            Of("own_device_keys", LakeTables.DeviceKeys, lake.LocateOwn(LakeTables.DeviceKeys, hour)),
            Of("lake_device_aliases", LakeTables.DeviceAliases, lake.LocateOthers(LakeTables.DeviceAliases, hour)),
            Of("own_device_aliases", LakeTables.DeviceAliases, lake.LocateOwn(LakeTables.DeviceAliases, hour)),
            Of("erased", LakeTables.Erased, lake.Locate(LakeTables.Erased, static _ => true)),
            Of(
                "lake_tracking",
                LakeTables.Tracking,
                lake.Locate(
                    LakeTables.Tracking,
                    file => around.Contains((file.PartitionValues["dt"] ?? "", file.PartitionValues["hr"] ?? ""))
                )
            ),
            Of("own_tracking", LakeTables.Tracking, lake.LocateOwn(LakeTables.Tracking, hour)),
            await LeftByOthersAsync("other_waiting_keys", WaitingColumns, HourlyPlan.WaitingKeys, hour, cancellationToken)
                .ConfigureAwait(false),
            await LeftByOthersAsync("other_held", HeldColumns, HourlyPlan.Held, hour, cancellationToken).ConfigureAwait(false),
        ];
    }

    private static ParquetRelation Of(string name, DeltaTableDefinition table, IReadOnlyList<string> files) =>
        new(name, [.. table.DataColumns], files.Count == 0 ? [] : [new ParquetGroup(files)]);

    /// <summary>The partition values of the hours within the horizon, but the hour itself.</summary>
    private HashSet<(string Date, string Hour)> Around(HourWindow hour) => [.. Neighbours(hour).Select(near => (near.Date, near.Hour))];

    private IEnumerable<HourWindow> Neighbours(HourWindow hour) =>
        Enumerable.Range(-horizonHours, (2 * horizonHours) + 1).Where(distance => distance != 0).Select(distance => hour + distance);

    private async Task<ParquetRelation> LeftByOthersAsync(
        string name,
        IReadOnlyList<DeltaColumn> columns,
        string output,
        HourWindow hour,
        CancellationToken cancellationToken
    )
    {
        List<ParquetGroup> groups = [];
        foreach (var near in Neighbours(hour))
        {
            var current = await RunDocuments.ReadCurrentAsync(store, RunFolders.Current(near), cancellationToken).ConfigureAwait(false);
            if (current is null)
                continue;
            var folder = RunFolders.Side(new RunOrder(current.RunId, near, current.Attempt, Provisional: false, DryRun: false), output);
            List<string> files = [];
            await foreach (var item in store.ListAsync($"{folder}/", cancellationToken).ConfigureAwait(false))
                files.Add(store.Locate(item.Key));
            if (files.Count > 0)
                groups.Add(new ParquetGroup(files, near.Index));
        }

        return new ParquetRelation(name, columns, groups) { AddedColumn = "hour_index" };
    }
}
