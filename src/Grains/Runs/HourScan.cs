using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Grains.Runs;

/// <summary>
/// What the raw store holds, beside the ledger: the hours with files, and those that delivery counted rows in though no file is there.
/// Recent hours are looked at on every tick; the whole history from time to time, which leaves the older hours that want attention on a
/// short list. The raw store works off the coordinator's scheduler.
/// </summary>
internal sealed class HourScan(IRawStore store, HourLedger ledger, RunsOptions options, TimeProvider time)
{
    private readonly SortedDictionary<HourWindow, RawHour> _raw = [];
    private readonly HashSet<HourWindow> _owed = [];

    /// <summary>Closed hours found without files and without counted rows: nothing can come into them but a late file.</summary>
    private readonly HashSet<HourWindow> _empty = [];

    /// <summary>Older hours that are not done.</summary>
    private readonly SortedSet<HourWindow> _attention = [];
    private DateTimeOffset _fullScanAt = DateTimeOffset.MinValue;

    /// <summary>Hours by state as of the last <see cref="FindDueAsync"/>: of the recent ones and of those that want attention.</summary>
    public IReadOnlyDictionary<HourState, int> States { get; private set; } = new Dictionary<HourState, int>();

    /// <summary>Whether an open hour's files may be behind delivery's counts.</summary>
    public bool FilesLag => store.FilesLag;

    public RawHour? Raw(HourWindow hour) => _raw.GetValueOrDefault(hour);

    public string Mark(HourWindow hour) => Raw(hour)?.Mark ?? "";

    /// <summary>Hours known to hold rows, in the period up to and without <paramref name="to"/>.</summary>
    public IEnumerable<HourWindow> Known(HourWindow from, HourWindow to) =>
        _raw.Keys.Concat(_owed).Where(hour => hour >= from && hour < to).Distinct().Order();

    public HourVerdict Judge(HourEntry entry) =>
        HourRules.Judge(entry, Raw(entry.Hour), _owed.Contains(entry.Hour), time.GetUtcNow(), ledger.Policy);

    /// <summary>Makes sure that an older hour is judged at the next tick.</summary>
    public void Watch(HourWindow hour) => _attention.Add(hour);

    /// <summary>Looks at one hour again: what it holds now.</summary>
    public Task RefreshAsync(HourWindow hour, CancellationToken cancellationToken) => ListAsync(hour, hour + 1, cancellationToken);

    /// <summary>Looks at the hours from one up to and without the other again.</summary>
    public Task RefreshAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken) => ListAsync(from, to, cancellationToken);

    /// <summary>Looks at the raw store and returns the hours to run now.</summary>
    public async Task<IReadOnlyList<DueHour>> FindDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = HourWindow.Of(now);
        var recent = current - options.RecentHours;
        if (now - _fullScanAt >= options.FullScanPeriod)
        {
            await ScanHistoryAsync(recent, current, cancellationToken);
            _fullScanAt = now;
        }
        else
        {
            await ListAsync(recent, current + 1, cancellationToken);
        }

        await SettleUnlistedAsync(recent, current, cancellationToken);
        return await JudgeAsync(recent, current, now);
    }

    /// <summary>What the period holds, open hours sealed first: the hours that a request can run.</summary>
    public async Task<IReadOnlyList<HourWindow>> FindAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        for (var hour = HourWindow.Of(now - store.GracePeriod); hour <= HourWindow.Of(now); hour += 1)
        {
            if (hour >= from && hour < to)
            {
                await SealAsync(hour, cancellationToken);
            }
        }

        await ListAsync(from, to, cancellationToken);
        return [.. Known(from, to)];
    }

    public Task SealAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.Run(() => store.SealAsync(hour, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        Task.Run(() => store.ReadTalliesAsync(hour, cancellationToken), cancellationToken);

    private async Task ScanHistoryAsync(HourWindow recent, HourWindow current, CancellationToken cancellationToken)
    {
        var from = current - (options.HistoryDays * 24);
        await ListAsync(from, current + 1, cancellationToken);
        foreach (var hour in _raw.Keys.Where(hour => hour < recent).ToList())
        {
            var entry = await ledger.FindAsync(hour) ?? HourEntry.Empty(hour);
            if (Judge(entry).State != HourState.Done)
            {
                _attention.Add(hour);
            }
        }
    }

    private async Task ListAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var listed = await Task.Run(() => store.ListHoursAsync(from, to, cancellationToken), cancellationToken);
        foreach (var gone in _raw.Keys.Where(hour => hour >= from && hour < to).Except(listed.Select(raw => raw.Hour)).ToList())
        {
            _raw.Remove(gone);
        }

        foreach (var raw in listed.Where(raw => raw.Hour >= from && raw.Hour < to))
        {
            _raw[raw.Hour] = raw;
            _owed.Remove(raw.Hour);
            _empty.Remove(raw.Hour);
        }
    }

    /// <summary>
    /// A closed hour that no file is listed of: perhaps nobody has sealed it yet, perhaps its files are missing, mostly there was no event.
    /// </summary>
    private async Task SettleUnlistedAsync(HourWindow recent, HourWindow current, CancellationToken cancellationToken)
    {
        _empty.RemoveWhere(hour => hour < recent);
        for (var hour = recent; hour < current; hour += 1)
        {
            if (time.GetUtcNow() < ledger.Policy.ClosesAt(hour) || _raw.ContainsKey(hour) || _empty.Contains(hour))
            {
                continue;
            }

            await SealAsync(hour, cancellationToken);
            await RefreshAsync(hour, cancellationToken);
            if (_raw.ContainsKey(hour))
            {
                continue;
            }

            var tallies = await ReadTalliesAsync(hour, cancellationToken);
            if (tallies.Any(tally => tally.Delivered > 0))
            {
                _owed.Add(hour);
            }

            _empty.Add(hour);
        }
    }

    private async Task<IReadOnlyList<DueHour>> JudgeAsync(HourWindow recent, HourWindow current, DateTimeOffset now)
    {
        var due = new List<DueHour>();
        var states = new Dictionary<HourState, int>();
        foreach (var hour in _attention.Concat(Known(recent, current + 1)).Distinct().ToList())
        {
            var entry = await ledger.FindAsync(hour) ?? HourEntry.Empty(hour);
            var verdict = Judge(entry);
            states[verdict.State] = states.GetValueOrDefault(verdict.State) + 1;
            if (verdict.IsDue(now))
            {
                due.Add(new(hour, Reopened: entry.DoneMark is not null));
            }
            else if (verdict.State == HourState.Done)
            {
                _attention.Remove(hour);
            }
        }

        States = states;
        return due;
    }
}
