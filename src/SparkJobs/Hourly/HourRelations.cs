using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Files;
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
        IFileLease lease,
        CancellationToken cancellationToken
    )
    {
        var hour = order.Hour;
        var around = Around(hour);
        var others = await CurrentRuns.ListAsync(store, Neighbours(hour), cancellationToken).ConfigureAwait(false);
        return
        [
            inputs.Devices.Relation,
            inputs.Tracking.Relation,
            await OfAsync("lake_device_keys", LakeTables.DeviceKeys, lake.FindOthers(LakeTables.DeviceKeys, hour)).ConfigureAwait(false),
            await OfAsync("own_device_keys", LakeTables.DeviceKeys, lake.FindOwn(LakeTables.DeviceKeys, hour)).ConfigureAwait(false),
            await OfAsync("lake_device_aliases", LakeTables.DeviceAliases, lake.Find(LakeTables.DeviceAliases, static _ => true))
                .ConfigureAwait(false),
            await OfAsync("own_device_aliases", LakeTables.DeviceAliases, lake.FindOwn(LakeTables.DeviceAliases, hour))
                .ConfigureAwait(false),
            await OfAsync("erased", LakeTables.Erased, lake.Find(LakeTables.Erased, static _ => true)).ConfigureAwait(false),
            await OfAsync(
                    "lake_tracking",
                    LakeTables.Tracking,
                    lake.Find(
                        LakeTables.Tracking,
                        file => around.Contains((file.PartitionValues["dt"] ?? "", file.PartitionValues["hr"] ?? ""))
                    )
                )
                .ConfigureAwait(false),
            await OfAsync("own_tracking", LakeTables.Tracking, lake.FindOwn(LakeTables.Tracking, hour)).ConfigureAwait(false),
            await LeftByAsync(others, "other_waiting_keys", WaitingColumns, HourlyPlan.WaitingKeys, lease, cancellationToken)
                .ConfigureAwait(false),
            await LeftByAsync(others, "other_held", HeldColumns, HourlyPlan.Held, lease, cancellationToken).ConfigureAwait(false),
        ];

        async Task<ParquetRelation> OfAsync(string name, DeltaTableDefinition table, IReadOnlyList<LakeObject> files) =>
            new(
                name,
                [.. table.DataColumns],
                files.Count == 0 ? [] : [new ParquetGroup(await lease.FetchAsync(store, files, cancellationToken).ConfigureAwait(false))]
            );
    }

    /// <summary>The partition values of the hours within the horizon, but the hour itself.</summary>
    private HashSet<(string Date, string Hour)> Around(HourWindow hour) => [.. Neighbours(hour).Select(near => (near.Date, near.Hour))];

    private IEnumerable<HourWindow> Neighbours(HourWindow hour) =>
        Enumerable.Range(-horizonHours, (2 * horizonHours) + 1).Where(distance => distance != 0).Select(distance => hour + distance);

    /// <summary>What runs left beside the lake under the output's name.</summary>
    private async Task<ParquetRelation> LeftByAsync(
        IReadOnlyList<RunOrder> runs,
        string name,
        IReadOnlyList<DeltaColumn> columns,
        string output,
        IFileLease lease,
        CancellationToken cancellationToken
    )
    {
        List<ParquetGroup> groups = [];
        var listed = await StoreCalls.SelectAsync(runs, ListAsync, cancellationToken).ConfigureAwait(false);
        foreach (var (run, files) in runs.Zip(listed).Where(static left => left.Second.Count > 0))
        {
            var places = await lease.FetchAsync(store, files, cancellationToken).ConfigureAwait(false);
            groups.Add(new ParquetGroup(places, run.Hour.Index));
        }

        return new ParquetRelation(name, columns, groups) { AddedColumn = "hour_index" };

        async Task<List<LakeObject>> ListAsync(RunOrder run, CancellationToken stopping)
        {
            List<LakeObject> files = [];
            await foreach (var item in store.ListAsync($"{RunFolders.Side(run, output)}/", stopping).ConfigureAwait(false))
            {
                files.Add(new LakeObject(item.Key, item.Bytes));
            }

            return files;
        }
    }
}
