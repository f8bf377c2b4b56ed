using System.Collections.Immutable;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Grains.Runs;

/// <summary>
/// The ledger as the coordinator works with it: days cached, changes written before they are seen. Used on the coordinator's scheduler
/// only. One gate orders loads and writes; reads of what is cached pass it by, and so always see the last written state.
/// </summary>
internal sealed class HourLedger(LedgerStore store, LedgerPolicy policy, TimeProvider time, int runsKept, int backfillsKept, int daysCached)
    : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<LedgerDate, CachedDay> _days = [];
    private readonly SortedDictionary<HourWindow, HourEntry> _open = [];
    private LedgerPage? _indexPage;
    private long _uses;

    public LedgerPolicy Policy => policy;

    public LedgerIndex Index { get; private set; } = LedgerIndex.Empty;

    /// <summary>Hours with a run that is planned, under way, or ended but not told of yet.</summary>
    public IReadOnlyCollection<HourEntry> Open => _open.Values;

    /// <summary>Reads the index and the days whose runs may have work left.</summary>
    public async Task LoadAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await LoadIndexAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<HourEntry?> FindAsync(HourWindow hour) => (await GetDayAsync(LedgerDate.Of(hour))).Find(hour);

    public async ValueTask<LedgerDay> GetDayAsync(LedgerDate date)
    {
        if (_days.TryGetValue(date, out var cached))
        {
            cached.UsedAt = ++_uses;
            return cached.Day;
        }

        if (!Index.Days.Contains(date.Index))
        {
            return new() { Date = date };
        }

        await _gate.WaitAsync();
        try
        {
            return (await LoadDayAsync(date)).Day;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes an hour: the new entry is stored, then seen. A change that changes nothing is not written.</summary>
    public async Task<HourEntry> ChangeAsync(HourWindow hour, Func<HourEntry, HourEntry> change)
    {
        await _gate.WaitAsync();
        try
        {
            var cached = await LoadDayAsync(LedgerDate.Of(hour));
            var day = cached.Day.With(hour, change);
            await WriteDayAsync(cached, day);
            return day.Find(hour)!;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes several hours of a day at once.</summary>
    public async Task ChangeAsync(LedgerDate date, Func<LedgerDay, LedgerDay> change)
    {
        await _gate.WaitAsync();
        try
        {
            var cached = await LoadDayAsync(date);
            await WriteDayAsync(cached, change(cached.Day));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Plans a run that nobody asked for.</summary>
    public async Task<RunRecord> PlanAsync(HourWindow hour) => (await PlanAsync([hour], dryRun: false, requested: false))[0];

    /// <summary>
    /// Plans the runs that somebody asked for, in the order given; an hour whose run of that kind is planned already keeps it. Several new
    /// ones are a backfill. Returns the runs in the same order.
    /// </summary>
    public Task<ImmutableArray<RunRecord>> PlanAsync(IReadOnlyList<HourWindow> hours, bool dryRun) =>
        PlanAsync(hours, dryRun, requested: true);

    /// <summary>Takes up hours that the lake holds, each with the mark of the files it comes from; those that the ledger knows stay.</summary>
    public async Task AdoptAsync(IReadOnlyList<(RunRecord Run, string Mark)> runs)
    {
        await _gate.WaitAsync();
        try
        {
            var page = await LoadIndexAsync();
            await WriteIndexAsync(page, Index.Adopt([.. runs.Select(adopted => adopted.Run.Order)], runsKept));
            foreach (var group in runs.GroupBy(adopted => LedgerDate.Of(adopted.Run.Hour)))
            {
                var cached = await LoadDayAsync(group.Key);
                var day = group.Aggregate(cached.Day, (day, one) => day.With(one.Run.Hour, entry => entry.Adopt(one.Run, one.Mark)));
                await WriteDayAsync(cached, day);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Notes that somebody was told of the backfill's end.</summary>
    public async Task SettleAsync(Backfill backfill)
    {
        await _gate.WaitAsync();
        try
        {
            await WriteIndexAsync(await LoadIndexAsync(), Index.Settle(backfill));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ImmutableArray<RunRecord>> PlanAsync(IReadOnlyList<HourWindow> hours, bool dryRun, bool requested)
    {
        await _gate.WaitAsync();
        try
        {
            var indexPage = await LoadIndexAsync();
            var days = new Dictionary<LedgerDate, CachedDay>();
            foreach (var date in hours.Select(LedgerDate.Of).Distinct())
            {
                days[date] = await LoadDayAsync(date);
            }

            var missing = hours.Where(hour => days[LedgerDate.Of(hour)].Day.Find(hour)?.Planned(dryRun) is null).ToList();
            if (missing.Count > 0)
            {
                await PlanMissingAsync(missing, indexPage, days, dryRun, requested);
            }

            return [.. hours.Select(hour => days[LedgerDate.Of(hour)].Day.Find(hour)!.Planned(dryRun)!)];
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task PlanMissingAsync(
        List<HourWindow> hours,
        LedgerPage indexPage,
        Dictionary<LedgerDate, CachedDay> days,
        bool dryRun,
        bool requested
    )
    {
        var (now, index, backfill) = (time.GetUtcNow(), Index, (Backfill?)null);
        if (requested && hours.Count > 1)
        {
            (index, backfill) = index.Add(hours.Min(), hours.Max() + 1, dryRun, now, backfillsKept);
        }

        (index, var ids) = index.Add(hours, now, runsKept, IsSettled);
        await WriteIndexAsync(indexPage, index);
        foreach (var group in hours.Zip(ids).GroupBy(pair => LedgerDate.Of(pair.First)))
        {
            var cached = days[group.Key];
            var day = cached.Day;
            foreach (var (hour, id) in group)
            {
                var run = RunRecord.Plan(id, hour, dryRun, requested, now < policy.ClosesAt(hour), now) with { Backfill = backfill?.Id };
                day = day.With(hour, entry => entry.Plan(run, policy));
            }

            await WriteDayAsync(cached, day);
        }
    }

    private async Task WriteIndexAsync(LedgerPage page, LedgerIndex index)
    {
        try
        {
            await store.WriteAsync(page, index);
        }
        catch
        {
            // Whether it was written is unknown: the next use reads it again.
            _indexPage = null;
            throw;
        }

        Index = index;
    }

    /// <summary>Nothing of a settled run is open, and an open run is always in memory.</summary>
    private bool IsSettled(RunPointer pointer) =>
        !_open.TryGetValue(pointer.Hour, out var entry) || entry.Find(pointer.RunId) is not { IsSettled: false };

    private async Task<LedgerPage> LoadIndexAsync()
    {
        if (_indexPage is not null)
        {
            return _indexPage;
        }

        var (index, page) = await store.ReadIndexAsync();
        foreach (var date in index.Runs.Where(run => !run.Settled).Select(run => LedgerDate.Of(run.Hour)).Distinct())
        {
            await LoadDayAsync(date);
        }

        (Index, _indexPage) = (index, page);
        return page;
    }

    private async Task<CachedDay> LoadDayAsync(LedgerDate date)
    {
        if (!_days.TryGetValue(date, out var cached))
        {
            var (day, page) = await store.ReadDayAsync(date);
            cached = new(day, page);
            _days[date] = cached;
            Follow(day);
            Evict(date);
        }

        cached.UsedAt = ++_uses;
        return cached;
    }

    private async Task WriteDayAsync(CachedDay cached, LedgerDay day)
    {
        if (cached.Day.Hours.SequenceEqual(day.Hours))
        {
            return;
        }

        try
        {
            await store.WriteAsync(cached.Page, day);
        }
        catch
        {
            // Whether it was written is unknown: the next use reads it again.
            _days.Remove(day.Date);
            throw;
        }

        cached.Day = day;
        Follow(day);
    }

    private void Follow(LedgerDay day)
    {
        foreach (var entry in day.Hours)
        {
            if (entry.Runs.Any(run => !run.IsSettled))
            {
                _open[entry.Hour] = entry;
            }
            else
            {
                _open.Remove(entry.Hour);
            }
        }
    }

    private void Evict(LedgerDate keep)
    {
        if (_days.Count > daysCached)
        {
            _days.Remove(_days.Where(day => day.Key != keep).MinBy(day => day.Value.UsedAt).Key);
        }
    }

    private sealed class CachedDay(LedgerDay day, LedgerPage page)
    {
        public LedgerDay Day { get; set; } = day;

        public LedgerPage Page => page;

        public long UsedAt { get; set; }
    }
}
