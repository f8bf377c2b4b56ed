using System.Globalization;
using Maas.SparkJobs.Delta;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Inputs;
using Maas.SparkJobs.Jobs;
using Maas.SparkJobs.Lake;
using Maas.Tracking.Delivery;
using Maas.Tracking.Devices;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Options;

namespace Maas.SparkJobs.Hourly;

/// <summary>The two jobs of an hour: prepares what an engine reads, has it execute the plan, checks its counts and commits its files.</summary>
internal sealed class HourlyBatch(
    IRawStore raw,
    IObjectStore store,
    IBatchEngine engine,
    StagedFiles files,
    LakeCatalog lake,
    TimeProvider time,
    IOptions<BatchOptions> options,
    IOptions<DeltaOptions> deltaOptions
) : IHourlyBatch, IDisposable
{
    private readonly RawInputs _inputs = new(raw, store);
    private readonly HourRelations _relations = new(store, options.Value.HorizonHours);
    private readonly ChangedDeviceReader _changed = new(store, files);
    private readonly LakeMaintenance _maintenance = new(store, files, lake, engine.Housekeeper, time, deltaOptions.Value);

    public async Task<RunReport> ExecuteAsync(RunOrder order, IRunProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(progress);
        using var lease = engine.Files.Lease();
        var (plan, inputs) = await engine.HasBegunAsync(order, cancellationToken).ConfigureAwait(false)
            ? await TakeUpAsync(order, cancellationToken).ConfigureAwait(false)
            : await PrepareAsync(order, lease, cancellationToken).ConfigureAwait(false);
        progress.Report(inputs.Prepared);

        var result = await engine.ExecuteAndPublishAsync(plan, time, progress, cancellationToken).ConfigureAwait(false);
        var outputs = await DescribeAsync(order, cancellationToken).ConfigureAwait(false);
        var report = Report(order, inputs, result, outputs);
        await RunDocuments
            .WriteAsync(store, RunFolders.Report(order), new StoredReport(order.Attempt, report), cancellationToken)
            .ConfigureAwait(false);
        return report;
    }

    public Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) =>
        engine.CanResumeAsync(order, cancellationToken);

    public Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken) => engine.ListAtWorkAsync(cancellationToken);

    public async Task<RunReport?> FindReportAsync(RunOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var stored = await RunDocuments.ReadReportAsync(store, RunFolders.Report(order), cancellationToken).ConfigureAwait(false);
        return stored?.Attempt == order.Attempt ? stored.Report : null;
    }

    public async Task CommitAsync(RunOrder order, RunReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        var inputs = await RunDocuments.ReadInputsAsync(store, RunFolders.Inputs(order), cancellationToken).ConfigureAwait(false);
        var own = inputs?.Attempt == order.Attempt ? inputs.Own : null;
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            var commit = new DeltaCommit
            {
                Adds = report.Tables.FirstOrDefault(output => output.Table == table.Name)?.Files ?? [],
                Replaces = file => LakeState.IsOf(file, order.Hour),
                // Rows of the hour that were moved meanwhile, as a compaction does, would stay beside those that are added.
                Needs = own?.GetValueOrDefault(table.Name) ?? [],
                RunId = order.RunId,
                TransactionApp = RunFolders.TransactionApp(order.Hour),
                TransactionVersion = order.Attempt,
            };
            await lake[table].CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        }

        await CurrentRuns.NoteAsync(store, order, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<TableDifference>> CompareAsync(RunOrder order, RunReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        var state = await LakeState.LoadAsync(lake, cancellationToken).ConfigureAwait(false);
        using var lease = files.Lease();
        var differences = await new TableComparison(store, lease, state, order, report)
            .CompareAsync(cancellationToken)
            .ConfigureAwait(false);
        await RunDocuments
            .WriteAsync(store, RunFolders.Differences(order), new StoredDifferences(order.Attempt, differences), cancellationToken)
            .ConfigureAwait(false);
        return differences;
    }

    public async Task<IReadOnlyList<TableDifference>?> FindDifferencesAsync(RunOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var stored = await RunDocuments.ReadDifferencesAsync(store, RunFolders.Differences(order), cancellationToken).ConfigureAwait(false);
        return stored?.Attempt == order.Attempt ? stored.Differences : null;
    }

    public Task<IReadOnlyList<LakeDevice>> ReadChangedDevicesAsync(
        RunOrder order,
        long offset,
        int count,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        return _changed.ReadAsync(order, offset, count, cancellationToken);
    }

    public async Task<IReadOnlyList<RunOrder>> ListCommittedAsync(CancellationToken cancellationToken)
    {
        var state = await LakeState.LoadAsync(lake, cancellationToken).ConfigureAwait(false);
        return await CommittedRuns.ListAsync(store, state, cancellationToken).ConfigureAwait(false);
    }

    public async Task DiscardAsync(RunOrder order, string because, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        await engine.EndAsync(order, because, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(order, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> IsMaintenanceDueAsync(CancellationToken cancellationToken) => _maintenance.IsDueAsync(cancellationToken);

    public async Task MaintainAsync(IRunProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        await _maintenance.RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>What the engine is to do, and what it shall find; both are stored before it begins.</summary>
    private async Task<(RunPlan Plan, StoredInputs Inputs)> PrepareAsync(
        RunOrder order,
        IFileLease lease,
        CancellationToken cancellationToken
    )
    {
        await RemoveAsync(order, cancellationToken).ConfigureAwait(false);
        var startedAt = time.GetUtcNow();
        var inputs = await _inputs.PrepareAsync(order, lease, cancellationToken).ConfigureAwait(false);
        var state = await LakeState.LoadAsync(lake, cancellationToken).ConfigureAwait(false);
        StopIfStale(order, state);
        var relations = await _relations.CreateAsync(order, state, inputs, lease, cancellationToken).ConfigureAwait(false);
        var plan = HourlyPlan.Create(order, options.Value, relations);
        await store
            .PutAsync(RunFolders.Sql(order), System.Text.Encoding.UTF8.GetBytes(engine.Describe(plan)), cancellationToken)
            .ConfigureAwait(false);
        var stored = new StoredInputs(
            order.Attempt,
            inputs.Files,
            inputs.Refused,
            state.Versions,
            new(inputs.Tracking.Rows, inputs.Tracking.MalformedLines),
            new(inputs.Devices.Rows, inputs.Devices.MalformedLines),
            new RunStep("inputs/verify", startedAt, time.GetUtcNow() - startedAt, inputs.Tracking.Rows + inputs.Devices.Rows)
        )
        {
            Own = HourlyPlan.LakeOutputs.ToDictionary(
                table => table.Name,
                table => state.ListOwn(table, order.Hour),
                StringComparer.Ordinal
            ),
        };
        await RunDocuments.WriteAsync(store, RunFolders.Inputs(order), stored, cancellationToken).ConfigureAwait(false);
        return (plan, stored);
    }

    /// <summary>The engine has its scripts already; here is where its results will be.</summary>
    private async Task<(RunPlan Plan, StoredInputs Inputs)> TakeUpAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var stored = await RunDocuments.ReadInputsAsync(store, RunFolders.Inputs(order), cancellationToken).ConfigureAwait(false);
        return stored?.Attempt == order.Attempt
            ? (HourlyPlan.Create(order, options.Value, []) with { IsTakenUp = true }, stored)
            : throw new BatchStepException("take up", $"{RunFolders.Inputs(order)} is not of attempt {order.Attempt}.");
    }

    /// <summary>Removes what the attempt wrote, unless the lake holds it.</summary>
    private async Task RemoveAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var prefix = $"{RunFolders.Attempt(order)}/";
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            var snapshot = await lake[table].LoadAsync(cancellationToken).ConfigureAwait(false);
            if (snapshot.Files.Any(file => file.Path.StartsWith(prefix, StringComparison.Ordinal)))
            {
                continue;
            }

            await DeleteAsync($"{RunFolders.Table(order, table)}/", cancellationToken).ConfigureAwait(false);
        }

        var current = await CurrentRuns.FindAsync(store, order.Hour, cancellationToken).ConfigureAwait(false);
        if (current is null || current != new CurrentRun(order.RunId, order.Attempt))
        {
            await _changed.ForgetAsync(order, cancellationToken).ConfigureAwait(false);
            await DeleteAsync($"{RunFolders.Own(order)}/", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(string prefix, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        await foreach (var item in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            keys.Add(item.Key);
        }

        foreach (var key in keys)
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void StopIfStale(RunOrder order, LakeState state)
    {
        var app = RunFolders.TransactionApp(order.Hour);
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            if (state.Of(table).Transactions.TryGetValue(app, out var last) && last.Version > order.Attempt)
            {
                throw new StaleRunException(
                    $"Table {table.Name} holds attempt {last.Version} of {order.Hour}, so attempt {order.Attempt} stops.",
                    last.Version
                );
            }
        }
    }

    private RunReport Report(RunOrder order, StoredInputs inputs, EngineResult result, IReadOnlyList<TableOutput> outputs)
    {
        var devices = result.Rows[HourlyPlan.DeviceCounts][0];
        var tracking = result.Rows[HourlyPlan.TrackingCounts][0];
        RunChecks.SameRows("raw_devices", inputs.Devices.Rows, Number(devices[0]));
        RunChecks.SameRows("raw_tracking", inputs.Tracking.Rows, Number(tracking[0]));
        var tallies = Tallies(result.Rows[HourlyPlan.Tallies], inputs.Tracking.MalformedLines);
        RunChecks.Balanced(tallies, Number(tracking[1]) + inputs.Tracking.MalformedLines, outputs);
        return new RunReport
        {
            RunId = order.RunId,
            Engine = engine.Name,
            Apps = tallies,
            Devices = DeviceTallies(result.Rows[HourlyPlan.DeviceTallies], inputs.Devices.MalformedLines),
            Tables = outputs,
            Inputs = inputs.Files,
            RefusedFiles = inputs.Refused,
            ChangedDevices = Number(tracking[2]),
            UnfinishedLinks = Number(devices[2]),
            OverlinkedIds = Number(devices[3]),
            Reopens =
            [
                .. result
                    .Rows[HourlyPlan.ReopenedHours]
                    .Select(row => new HourWindow((int)Number(row[0])))
                    .Where(hour => hour != order.Hour),
            ],
            Steps = [inputs.Prepared, .. result.Steps],
        };
    }

    /// <summary>Lines that are no row have no app either: they count as bad rows of the app without a name.</summary>
    private static List<EngineTally> Tallies(IReadOnlyList<object?[]> rows, long malformed)
    {
        var tallies = rows.Select(row => new EngineTally(
                (string)row[0]!,
                Number(row[1]),
                Number(row[2]),
                Number(row[3]),
                Number(row[4]),
                Number(row[5])
            ))
            .ToList();
        if (malformed == 0)
        {
            return tallies;
        }

        var nameless = tallies.FirstOrDefault(tally => tally.App.Length == 0) ?? new EngineTally("", 0, 0, 0, 0, 0);
        tallies.Remove(nameless);
        return [nameless with { Read = nameless.Read + malformed, Bad = nameless.Bad + malformed }, .. tallies];
    }

    private static List<DeviceTally> DeviceTallies(IReadOnlyList<object?[]> rows, long malformed)
    {
        var tallies = rows.Select(row => new DeviceTally((string)row[0]!, Number(row[1]), Number(row[2])));
        DeviceTally[] nameless = malformed == 0 ? [] : [new("", malformed, malformed)];
        return
        [
            .. tallies
                .Concat(nameless)
                .GroupBy(tally => tally.App, StringComparer.Ordinal)
                .Select(app => new DeviceTally(app.Key, app.Sum(tally => tally.Read), app.Sum(tally => tally.Bad)))
                .OrderBy(tally => tally.App, StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<TableOutput>> DescribeAsync(RunOrder order, CancellationToken cancellationToken)
    {
        List<TableOutput> outputs = [];
        foreach (var table in HourlyPlan.LakeOutputs)
        {
            // Of what an engine wrote elsewhere only the footers are read here.
            using var lease = files.LeaseOnce();
            var written = await WrittenFiles
                .DescribeAsync(store, lease, table, RunFolders.Attempt(order), cancellationToken)
                .ConfigureAwait(false);
            outputs.Add(new TableOutput(table.Name, written.Sum(file => file.Rows), written));
        }

        return outputs;
    }

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
