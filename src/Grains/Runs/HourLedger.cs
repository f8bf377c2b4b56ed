using System.Collections.Immutable;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Grains.Runs;

/// <summary>
/// The ledger as the coordinator works with it: days cached, changes written before they are seen. Used on the coordinator's scheduler
/// only. One gate orders loads and writes; reads of what is cached pass it by, and so always see the last written state.
/// </summary>
internal sealed class HourLedger(LedgerStore store, LedgerPolicy policy, TimeProvider time, int runsKept, int daysCached) : IDisposable
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
            return new() { Date = date };
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

    /// <summary>
    /// Plans a run of each hour, in the order given; an hour whose run of that kind is planned already keeps it. Returns the runs in the
    /// same order.
    /// </summary>
    public async Task<ImmutableArray<RunRecord>> PlanAsync(IReadOnlyList<HourWindow> hours, bool dryRun, bool requested)
    {
        await _gate.WaitAsync();
        try
        {
            var indexPage = await LoadIndexAsync();
            var days = new Dictionary<LedgerDate, CachedDay>();
            foreach (var date in hours.Select(LedgerDate.Of).Distinct())
                days[date] = await LoadDayAsync(date);
            var missing = hours.Where(hour => days[LedgerDate.Of(hour)].Day.Find(hour)?.Planned(dryRun) is null).ToList();
            var now = time.GetUtcNow();
            if (missing.Count > 0)
                await PlanMissingAsync(missing, indexPage, days, dryRun, requested, now);
            return [.. hours.Select(hour => days[LedgerDate.Of(hour)].Day.Find(hour)!.Planned(dryRun)!)];
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task PlanMissingAsync(
        List<HourWindow> hours,
        LedgerPage indexPage,
        Dictionary<LedgerDate, CachedDay> days,
        bool dryRun,
        bool requested,
        DateTimeOffset now
    )
    {
        var (index, ids) = Index.Add(hours, now, runsKept, IsSettled);
        try
        {
            await store.WriteAsync(indexPage, index);
        }
        catch
        {
            // Whether it was written is unknown: the next use reads it again.
            _indexPage = null;
            throw;
        }

        Index = index;
        foreach (var group in hours.Zip(ids).GroupBy(pair => LedgerDate.Of(pair.First)))
        {
            var cached = days[group.Key];
            var day = cached.Day;
            foreach (var (hour, id) in group)
            {
                var run = RunRecord.Plan(id, hour, dryRun, requested, now < policy.ClosesAt(hour), now);
                day = day.With(hour, entry => entry.Plan(run, policy));
            }

            await WriteDayAsync(cached, day);
        }
    }

    /// <summary>Nothing of a settled run is open, and an open run is always in memory.</summary>
    private bool IsSettled(RunPointer pointer) =>
        !_open.TryGetValue(pointer.Hour, out var entry) || entry.Find(pointer.RunId) is not { IsSettled: false };

    private async Task<LedgerPage> LoadIndexAsync()
    {
        if (_indexPage is not null)
            return _indexPage;
        var (index, page) = await store.ReadIndexAsync();
        foreach (var date in index.Runs.Where(run => !run.Settled).Select(run => LedgerDate.Of(run.Hour)).Distinct())
            await LoadDayAsync(date);
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
            return;
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
                _open[entry.Hour] = entry;
            else
                _open.Remove(entry.Hour);
        }
    }

    private void Evict(LedgerDate keep)
    {
        if (_days.Count > daysCached)
            _days.Remove(_days.Where(day => day.Key != keep).MinBy(day => day.Value.UsedAt).Key);
    }

    private sealed class CachedDay(LedgerDay day, LedgerPage page)
    {
        public LedgerDay Day { get; set; } = day;

        public LedgerPage Page => page;

        public long UsedAt { get; set; }
    }
}
