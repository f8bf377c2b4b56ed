using System.Collections.Immutable;
using Maas.Contracts.Runs;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Storage;

namespace Maas.Grains.Runs;

/// <summary>
/// The ledger, the work on it, and what is told of both: the coordinator without its grain. Everything runs on one scheduler that runs one
/// piece at a time, which the grain's activation provides, and interleaves at awaits only: changes go through the ledger's gate, and reads
/// see what is stored.
/// </summary>
internal sealed partial class RunCoordinator : IDisposable
{
    private const int ListedRunsMax = 1_000;
    private const int ListedHoursMax = 10_000;

    private readonly RunsOptions _options;
    private readonly HourLedger _ledger;
    private readonly MaintenanceLedger _maintenance;
    private readonly BackfillReader _backfills;
    private readonly HourScan _scan;
    private readonly IHourlyBatch _batch;
    private readonly RunDriver _driver;
    private readonly Maintainer _maintainer;
    private readonly RebuildLedger _rebuild;
    private readonly Rebuilder _rebuilder;
    private readonly RunLoop _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public RunCoordinator(
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
        IRawStore raw,
        IHourlyBatch batch,
        ILakeMerge merge,
        IRegistryDrop registry,
        IEnumerable<IRunNotifier> notifiers,
        RunMetrics metrics,
        IOptions<RunsOptions> options,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _options = options.Value;
        (_batch, _time, _logger) = (batch, time, loggers.CreateLogger<RunCoordinator>());
        var store = new LedgerStore(storage);
        _ledger = new(store, _options.Policy(raw.GracePeriod), time, _options.RunsKept, _options.BackfillsKept, _options.DaysCached);
        _maintenance = new(store, time, _options.MaintenanceRunsKept);
        _backfills = new(_ledger);
        _scan = new(raw, _ledger, _options, time);
        var writer = new RunWriter(_ledger, _scan, time);
        var mergeBack = new MergeBack(batch, merge, _options, time);
        _driver = new(
            _ledger,
            _scan,
            writer,
            batch,
            new(batch, writer, _options, time),
            mergeBack,
            new(raw, batch),
            metrics,
            _options,
            time,
            loggers.CreateLogger<RunDriver>()
        );
        _maintainer = new(_maintenance, batch, metrics, loggers.CreateLogger<Maintainer>());
        _rebuild = new(store);
        _rebuilder = new(
            _rebuild,
            _ledger,
            _scan,
            batch,
            raw,
            registry,
            mergeBack,
            metrics,
            _options,
            time,
            loggers.CreateLogger<Rebuilder>()
        );
        var teller = new RunTeller(_ledger, _backfills, _maintenance, [.. notifiers], loggers.CreateLogger<RunTeller>());
        var sweep = new AttemptSweep(new(storage), batch, _options, time, loggers.CreateLogger<AttemptSweep>());
        _loop = new(_ledger, _scan, _driver, sweep, _maintainer, _rebuilder, teller, metrics, loggers.CreateLogger<RunLoop>());
    }

    /// <summary>Another coordinator has written the ledger; this one has stopped for good.</summary>
    public Action Lost
    {
        set => _loop.Lost = value;
    }

    /// <summary>The work under way; complete when there is none.</summary>
    public Task Work => _loop.WorkAsync();

    public async Task LoadAsync()
    {
        await _ledger.LoadAsync();
        await _maintenance.LoadAsync();
        await _rebuild.LoadAsync();
    }

    /// <summary>Looks for work, now or once more after the present one.</summary>
    public void Wake() => _loop.Wake();

    public Task StopAsync(CancellationToken cancellationToken) => _loop.StopAsync(cancellationToken);

    public void Dispose()
    {
        _loop.Dispose();
        _ledger.Dispose();
        _maintenance.Dispose();
        _rebuild.Dispose();
    }

    /// <summary>Begins to rebuild the registry; one under way goes on.</summary>
    public async Task<RebuildView> RebuildAsync()
    {
        var rebuild = await _rebuilder.BeginAsync();
        _loop.Wake();
        return RunViews.From(rebuild, _rebuilder.Active);
    }

    /// <summary>The latest rebuild; null when there was none.</summary>
    public RebuildView? GetRebuild() => _rebuild.Latest is { } latest ? RunViews.From(latest, _rebuilder.Active) : null;

    public async Task<RunRequestResult> RequestAsync(RunRequest request)
    {
        var count = (long)request.ToHour - request.FromHour;
        if (count <= 0)
        {
            return RunRequestResult.Refused(RunRefusalKind.Period, "The period is empty: 'to' must be later than 'from'.");
        }

        if (count > _options.RequestHoursMax)
        {
            return RunRequestResult.Refused(
                RunRefusalKind.Period,
                $"The period spans {count} hours; one request may span {_options.RequestHoursMax} ({RunsOptions.Section}:RequestHoursMax)."
            );
        }

        var (from, to) = (new HourWindow(request.FromHour), new HourWindow(request.ToHour));
        var hours = await _scan.FindAsync(from, to, CancellationToken.None);
        if (await FindGoneAsync(from, to, hours) is [var gone, ..] all)
        {
            return RunRequestResult.Refused(
                RunRefusalKind.Period,
                $"{all.Count} hours of the period are in the lake and their raw files are gone, such as those of {gone}: running them again "
                    + "would take their rows out of the lake. Bring the files back, or ask for a period without these hours."
            );
        }

        var planned = _ledger.Open.Sum(entry => entry.Runs.Count(run => run.State == RunState.Planned));
        if (planned + hours.Count > _options.PlannedRunsMax)
        {
            return RunRequestResult.Refused(
                RunRefusalKind.Capacity,
                $"{planned} runs are planned already; {hours.Count} more would pass the bound of {_options.PlannedRunsMax} "
                    + $"({RunsOptions.Section}:PlannedRunsMax)."
            );
        }

        if (hours.Count > 1 && _ledger.Index.Backfills.Count(backfill => !backfill.Settled) >= _options.BackfillsKept)
        {
            return RunRequestResult.Refused(
                RunRefusalKind.Capacity,
                $"{_options.BackfillsKept} backfills are under way, the most at a time ({RunsOptions.Section}:BackfillsKept)."
            );
        }

        var runs = await _ledger.PlanAsync(hours, request.DryRun);
        Log.Requested(_logger, from, to, runs.Length, request.DryRun);
        _loop.Wake();
        return RunRequestResult.Planned([.. runs.Select(View)]);
    }

    public async Task<bool> CancelAsync(string runId)
    {
        if (await FindAsync(runId) is not { } run)
        {
            return false;
        }

        if (run.State == RunState.Planned)
        {
            await _scan.RefreshAsync(run.Hour, CancellationToken.None);
        }

        var accepted = false;
        await _ledger.ChangeAsync(
            run.Hour,
            entry =>
            {
                var current = entry.Find(runId);
                accepted = current?.State.CanCancel() ?? false;
                return accepted ? Cancelled(entry, current!) : entry;
            }
        );
        if (accepted && _driver.Active is { } active && active.RunId == runId)
        {
            await active.CancelAsync();
        }

        if (accepted)
        {
            _loop.Wake();
        }

        return accepted;
    }

    public async Task<RunView?> GetRunAsync(string runId)
    {
        if (!RunIds.IsMaintenance(runId))
        {
            return await FindAsync(runId) is { } run ? await WithExamplesAsync(View(run), run) : null;
        }

        return _maintenance.Log.Runs.FirstOrDefault(run => run.Id == runId) is { } found ? RunViews.From(found, _maintainer.Active) : null;
    }

    public ImmutableArray<RunView> ListMaintenance(int count) =>
        [
            .. _maintenance
                .Log.Runs.Reverse()
                .Take(Math.Clamp(count, 1, ListedRunsMax))
                .Select(run => RunViews.From(run, _maintainer.Active)),
        ];

    public async Task<ImmutableArray<BackfillView>> ListBackfillsAsync()
    {
        var views = ImmutableArray.CreateBuilder<BackfillView>();
        foreach (var backfill in _ledger.Index.Backfills.Reverse())
        {
            views.Add(RunViews.From(await _backfills.ReadAsync(backfill)));
        }

        return views.ToImmutable();
    }

    public async Task<BackfillView?> GetBackfillAsync(string id) =>
        FindBackfill(id) is { } backfill ? RunViews.From(await _backfills.ReadAsync(backfill)) : null;

    /// <summary>Cancels what of the backfill can still be cancelled; false when there is no such backfill or nothing of it is left to do.</summary>
    public async Task<bool> CancelBackfillAsync(string id)
    {
        if (FindBackfill(id) is not { } backfill)
        {
            return false;
        }

        // How an hour ends that is cancelled before its turn depends on the mark of its files.
        await _scan.RefreshAsync(backfill.From, backfill.To, CancellationToken.None);
        var cancelled = false;
        foreach (var date in (await _backfills.FindRunsAsync(backfill)).Select(run => LedgerDate.Of(run.Hour)).Distinct())
        {
            await _ledger.ChangeAsync(date, day => day with { Hours = [.. day.Hours.Select(Cancel)] });
        }

        if (_driver.Active is { } active && (await FindAsync(active.RunId))?.Backfill == id)
        {
            await active.CancelAsync();
        }

        _loop.Wake();
        return cancelled;

        HourEntry Cancel(HourEntry entry)
        {
            foreach (var run in entry.Runs.Where(run => run.Backfill == id && run.State.CanCancel()))
            {
                cancelled = true;
                entry = Cancelled(entry, run);
            }

            return entry;
        }
    }

    public async Task<ImmutableArray<RunView>> ListRunsAsync(int count)
    {
        var runs = ImmutableArray.CreateBuilder<RunView>();
        foreach (var pointer in _ledger.Index.Runs.Reverse())
        {
            if (runs.Count >= Math.Clamp(count, 1, ListedRunsMax))
            {
                break;
            }

            if ((await _ledger.FindAsync(pointer.Hour))?.Find(pointer.RunId) is { } run)
            {
                runs.Add(View(run));
            }
        }

        return runs.ToImmutable();
    }

    public async Task<ImmutableArray<HourView>> ListHoursAsync(int fromHour, int toHour)
    {
        if ((long)toHour - fromHour > ListedHoursMax)
        {
            throw new ArgumentException($"The period spans more than {ListedHoursMax} hours.", nameof(toHour));
        }

        var (from, to) = (new HourWindow(fromHour), new HourWindow(toHour));
        var entries = (await ReadEntriesAsync(from, to)).ToDictionary(entry => entry.Hour);
        return
        [
            .. new SortedSet<HourWindow>(_scan.Known(from, to).Concat(entries.Keys))
                .Select(hour => entries.GetValueOrDefault(hour) ?? HourEntry.Empty(hour))
                .Select(entry => RunViews.From(entry, _scan.Judge(entry))),
        ];
    }

    /// <summary>The hours from one up to and without the other that the ledger has a record of.</summary>
    private async Task<IReadOnlyList<HourEntry>> ReadEntriesAsync(HourWindow from, HourWindow to)
    {
        List<HourEntry> entries = [];
        foreach (var day in _ledger.Index.Days.Where(day => day >= LedgerDate.Of(from).Index && day <= LedgerDate.Of(to).Index).ToList())
        {
            entries.AddRange((await _ledger.GetDayAsync(new(day))).Hours.Where(entry => entry.Hour >= from && entry.Hour < to));
        }

        return entries;
    }

    /// <summary>Hours that the lake holds from files that are there no longer, not one of them: retention has come by.</summary>
    private async Task<IReadOnlyList<HourWindow>> FindGoneAsync(HourWindow from, HourWindow to, IReadOnlyList<HourWindow> found) =>
        [
            .. (await ReadEntriesAsync(from, to))
                .Where(entry => entry is { LakeRunId: not null, DoneMark.Length: > 0 })
                .Select(entry => entry.Hour)
                .Except(found)
                .Order(),
        ];

    /// <summary>A run that waits ends at once; of one under way it is noted that it shall.</summary>
    private HourEntry Cancelled(HourEntry entry, RunRecord run) =>
        run.State == RunState.Planned
            ? entry.Cancel(run.Id, _scan.Mark(entry.Hour), _time.GetUtcNow(), _ledger.Policy)
            : entry.AskToCancel(run.Id);

    private Backfill? FindBackfill(string id) => _ledger.Index.Backfills.FirstOrDefault(backfill => backfill.Id == id);

    /// <summary>The examples of a dry run are not in the ledger but beside the run, for as long as they are kept.</summary>
    private async Task<RunView> WithExamplesAsync(RunView view, RunRecord run)
    {
        if (run.Differences.IsEmpty)
        {
            return view;
        }

        var found = await Task.Run(() => _batch.FindDifferencesAsync(run.Order, CancellationToken.None));
        return found is null ? view : view with { Differences = [.. found.Select(RunViews.From)] };
    }

    private RunView View(RunRecord run) => RunViews.From(run, _driver.Active);

    /// <summary>Looks from the newest run on: what is asked for is mostly recent.</summary>
    private async Task<RunRecord?> FindAsync(string runId)
    {
        var pointer = RunIds.IsWellFormed(runId) ? _ledger.Index.Runs.LastOrDefault(run => run.RunId == runId) : null;
        return pointer is null ? null : (await _ledger.FindAsync(pointer.Hour))?.Find(runId);
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Runs planned on request for {From} up to {To}: {Count} (dry run: {DryRun}).")]
        public static partial void Requested(ILogger logger, HourWindow from, HourWindow to, int count, bool dryRun);
    }
}
