using System.Collections.Immutable;
using Maas.Tracking.Time;

namespace Maas.Tracking.Runs;

/// <summary>
/// The ledger's first page: which days have a record, and the latest runs. It is written before a run's own day, so that a crash between
/// the two leaves at most a name that nothing bears.
/// </summary>
public sealed record LedgerIndex
{
    public static LedgerIndex Empty { get; } = new();

    /// <summary>Runs and backfills ever planned: the number in an id.</summary>
    public long Sequence { get; init; }

    /// <summary>Days with a record, ascending.</summary>
    public ImmutableSortedSet<int> Days { get; init; } = [];

    /// <summary>The latest runs, oldest first.</summary>
    public ImmutableArray<RunPointer> Runs { get; init; } = [];

    /// <summary>The latest backfills, oldest first.</summary>
    public ImmutableArray<Backfill> Backfills { get; init; } = [];

    /// <summary>Adds a backfill. Settled ones beyond the bound go, the oldest first.</summary>
    public (LedgerIndex Index, Backfill Backfill) Add(HourWindow from, HourWindow to, bool dryRun, DateTimeOffset at, int backfillsMax)
    {
        var backfill = new Backfill(RunIds.Format(at, Sequence + 1), from, to, dryRun, at);
        var kept = Backfills.RemoveRange(Backfills.Where(old => old.Settled).Take(Backfills.Length + 1 - backfillsMax));
        return (this with { Sequence = Sequence + 1, Backfills = kept.Add(backfill) }, backfill);
    }

    /// <summary>Somebody was told of the backfill's end.</summary>
    public LedgerIndex Settle(Backfill backfill) =>
        this with
        {
            Backfills = [.. Backfills.Select(known => known.Id == backfill.Id ? known with { Settled = true } : known)],
        };

    /// <summary>Takes up runs that the lake knows; numbers go on after theirs.</summary>
    public LedgerIndex Adopt(IReadOnlyCollection<RunOrder> runs, int runsMax) =>
        this with
        {
            Sequence = Math.Max(Sequence, runs.Select(run => RunIds.NumberOf(run.RunId)).DefaultIfEmpty(0).Max()),
            Days = Days.Union(runs.Select(run => LedgerDate.Of(run.Hour).Index)),
            Runs =
            [
                .. runs.Select(run => new RunPointer(run.RunId, run.Hour, Settled: true))
                    .Where(run => !Runs.Contains(run))
                    .OrderBy(run => run.RunId, StringComparer.Ordinal)
                    .TakeLast(Math.Max(0, runsMax - Runs.Length)),
                .. Runs,
            ],
        };

    /// <summary>
    /// Adds a run of each hour. Pointers beyond the bound go, the oldest first, but never one whose run may still have work to do.
    /// </summary>
    public (LedgerIndex Index, ImmutableArray<string> RunIds) Add(
        IReadOnlyCollection<HourWindow> hours,
        DateTimeOffset at,
        int runsMax,
        Func<RunPointer, bool> isSettled
    )
    {
        var ids = hours.Select((_, i) => RunIds.Format(at, Sequence + 1 + i)).ToImmutableArray();
        var runs = Runs.Select(run => run.Settled ? run : run with { Settled = isSettled(run) })
            .Concat(hours.Zip(ids, (hour, id) => new RunPointer(id, hour, Settled: false)))
            .ToList();
        var excess = runs.Count - runsMax;
        for (var i = 0; i < runs.Count && excess > 0; )
        {
            if (!runs[i].Settled)
            {
                i++;
                continue;
            }

            runs.RemoveAt(i);
            excess--;
        }

        return (
            this with
            {
                Sequence = Sequence + hours.Count,
                Days = Days.Union(hours.Select(hour => LedgerDate.Of(hour).Index)),
                Runs = [.. runs],
            },
            ids
        );
    }
}

/// <summary>Where a run is found.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Hour">Its hour, and so its day's record.</param>
/// <param name="Settled">Known to be ended and told when the index was last written. False says nothing: its day's record does.</param>
public sealed record RunPointer(string RunId, HourWindow Hour, bool Settled);
