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
    private readonly HourScan _scan;
    private readonly RunDriver _driver;
    private readonly RunLoop _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public RunCoordinator(
        [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
        IRawStore raw,
        IHourlyBatch batch,
        ILakeMerge merge,
        IRunNotifier notifier,
        RunMetrics metrics,
        IOptions<RunsOptions> options,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _options = options.Value;
        (_time, _logger) = (time, loggers.CreateLogger<RunCoordinator>());
        _ledger = new(new(storage), _options.Policy(raw.GracePeriod), time, _options.RunsKept, _options.DaysCached);
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
        _loop = new(_ledger, _scan, _driver, batch, notifier, metrics, loggers.CreateLogger<RunLoop>());
    }

    /// <summary>Another coordinator has written the ledger; this one has stopped for good.</summary>
    public Action Lost
    {
        set => _loop.Lost = value;
    }

    /// <summary>The work under way; complete when there is none.</summary>
    public Task Work => _loop.Work;

    public Task LoadAsync() => _ledger.LoadAsync();

    /// <summary>Looks for work, now or once more after the present one.</summary>
    public void Wake() => _loop.Wake();

    public Task StopAsync(CancellationToken cancellationToken) => _loop.StopAsync(cancellationToken);

    public void Dispose()
    {
        _loop.Dispose();
        _ledger.Dispose();
    }

    public async Task<ImmutableArray<RunView>> RequestAsync(RunRequest request)
    {
        var count = (long)request.ToHour - request.FromHour;
        if (count <= 0)
            throw new ArgumentException("The period is empty: 'to' must be later than 'from'.", nameof(request));
        if (count > _options.RequestHoursMax)
            throw new ArgumentException(
                $"The period spans {count} hours; one request may span {_options.RequestHoursMax} ({RunsOptions.Section}:RequestHoursMax).",
                nameof(request)
            );
        var hours = await _scan.FindAsync(new(request.FromHour), new(request.ToHour), CancellationToken.None);
        var planned = _ledger.Open.Sum(entry => entry.Runs.Count(run => run.State == RunState.Planned));
        if (planned + hours.Count > _options.PlannedRunsMax)
            throw new ArgumentException(
                $"{planned} runs are planned already; {hours.Count} more would pass the bound of {_options.PlannedRunsMax} "
                    + $"({RunsOptions.Section}:PlannedRunsMax).",
                nameof(request)
            );
        var runs = await _ledger.PlanAsync(hours, request.DryRun, requested: true);
        Log.Requested(_logger, new(request.FromHour), new(request.ToHour), runs.Length, request.DryRun);
        _loop.Wake();
        return [.. runs.Select(View)];
    }

    public async Task<bool> CancelAsync(string runId)
    {
        if (await FindAsync(runId) is not { } run)
            return false;
        if (run.State == RunState.Planned)
            await _scan.RefreshAsync(run.Hour, CancellationToken.None);
        var accepted = false;
        await _ledger.ChangeAsync(
            run.Hour,
            entry =>
            {
                var current = entry.Find(runId);
                accepted = current?.State.CanCancel() ?? false;
                if (!accepted)
                    return entry;
                return current!.State == RunState.Planned
                    ? entry.Cancel(runId, _scan.Mark(run.Hour), _time.GetUtcNow(), _ledger.Policy)
                    : entry.AskToCancel(runId);
            }
        );
        if (accepted && _driver.Active is { } active && active.RunId == runId)
            await active.CancelAsync();
        if (accepted)
            _loop.Wake();
        return accepted;
    }

    public async Task<RunView?> GetRunAsync(string runId) => await FindAsync(runId) is { } run ? View(run) : null;

    public async Task<ImmutableArray<RunView>> ListRunsAsync(int count)
    {
        var runs = ImmutableArray.CreateBuilder<RunView>();
        foreach (var pointer in _ledger.Index.Runs.Reverse())
        {
            if (runs.Count >= Math.Clamp(count, 1, ListedRunsMax))
                break;
            if ((await _ledger.FindAsync(pointer.Hour))?.Find(pointer.RunId) is { } run)
                runs.Add(View(run));
        }

        return runs.ToImmutable();
    }

    public async Task<ImmutableArray<HourView>> ListHoursAsync(int fromHour, int toHour)
    {
        if ((long)toHour - fromHour > ListedHoursMax)
            throw new ArgumentException($"The period spans more than {ListedHoursMax} hours.", nameof(toHour));
        var (from, to) = (new HourWindow(fromHour), new HourWindow(toHour));
        var hours = new SortedSet<HourWindow>(_scan.Known(from, to));
        var entries = new Dictionary<HourWindow, HourEntry>();
        foreach (var day in _ledger.Index.Days.Where(day => day >= LedgerDate.Of(from).Index && day <= LedgerDate.Of(to).Index))
        {
            foreach (var entry in (await _ledger.GetDayAsync(new(day))).Hours.Where(e => e.Hour >= from && e.Hour < to))
            {
                entries[entry.Hour] = entry;
                hours.Add(entry.Hour);
            }
        }

        return
        [
            .. hours
                .Select(hour => entries.GetValueOrDefault(hour) ?? HourEntry.Empty(hour))
                .Select(entry => RunViews.From(entry, _scan.Judge(entry))),
        ];
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
