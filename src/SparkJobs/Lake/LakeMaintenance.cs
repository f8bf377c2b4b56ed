using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Lake;

/// <summary>
/// Housekeeping of the whole lake: the compaction of devices, then of the small files of their keys and aliases, then of each table its vacuum,
/// checkpoint and log.
/// </summary>
internal sealed class LakeMaintenance(
    IObjectStore store,
    StagedFiles files,
    LakeCatalog lake,
    IBatchEngine engine,
    TimeProvider time,
    DeltaOptions options
)
{
    private readonly DeviceCompaction _compaction = new(store, files, lake, time);

    private readonly FileCompaction[] _scattered =
    [
        new(store, files, lake, time, options, LakeTables.DeviceKeys, "maintenance/03_device_keys.sql"),
        new(store, files, lake, time, options, LakeTables.DeviceAliases, "maintenance/04_device_aliases.sql"),
    ];

    private readonly List<(string Table, DeltaMaintenance Maintenance)> _tables =
    [
        .. lake.Tables.Select(table => (table.Definition.Name, new DeltaMaintenance(store, table, time, options))),
    ];

    public async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        if (await _compaction.FindDueAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return true;
        }

        foreach (var scattered in _scattered)
        {
            if ((await scattered.FindDueAsync(cancellationToken).ConfigureAwait(false)).Small.Count > 0)
            {
                return true;
            }
        }

        foreach (var (_, maintenance) in _tables)
        {
            if ((await maintenance.FindDueAsync(cancellationToken).ConfigureAwait(false)).IsAny)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Does what is due, a step a table.</summary>
    public async Task RunAsync(IRunProgress progress, CancellationToken cancellationToken)
    {
        if (await _compaction.FindDueAsync(cancellationToken).ConfigureAwait(false) is { } compaction)
        {
            await StepAsync("compaction/devices", () => _compaction.RunAsync(compaction, engine, cancellationToken)).ConfigureAwait(false);
        }

        foreach (var scattered in _scattered)
        {
            if (await scattered.FindDueAsync(cancellationToken).ConfigureAwait(false) is ({ Count: > 0 } small, var version))
            {
                await StepAsync(scattered.Name, () => scattered.RunAsync(small, version, engine, cancellationToken)).ConfigureAwait(false);
            }
        }

        foreach (var (table, maintenance) in _tables)
        {
            var work = await maintenance.FindDueAsync(cancellationToken).ConfigureAwait(false);
            if (!work.IsAny)
            {
                continue;
            }

            await StepAsync(
                    $"{Name(work)}/{table}",
                    async () =>
                    {
                        await maintenance.RunAsync(work, cancellationToken).ConfigureAwait(false);
                        return work.Vacuum.Count + work.OldLog.Count;
                    }
                )
                .ConfigureAwait(false);
        }

        async Task StepAsync(string name, Func<Task<long>> act)
        {
            var startedAt = time.GetUtcNow();
            progress.Report(new RunStep(name, startedAt, TimeSpan.Zero, null, RunStepState.Running));
            var rows = await act().ConfigureAwait(false);
            progress.Report(new RunStep(name, startedAt, time.GetUtcNow() - startedAt, rows));
        }
    }

    /// <summary>Such as <c>vacuum+checkpoint</c>.</summary>
    private static string Name(DeltaMaintenanceWork work) =>
        string.Join(
            '+',
            new[]
            {
                work.Vacuum.Count > 0 ? "vacuum" : "",
                work.IsCheckpointDue ? "checkpoint" : "",
                work.OldLog.Count > 0 ? "log" : "",
            }.Where(part => part.Length > 0)
        );
}
