using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>Finds the runs of a backfill in the days of its period.</summary>
internal sealed class BackfillReader(HourLedger ledger)
{
    public async Task<BackfillProgress> ReadAsync(Backfill backfill) => BackfillProgress.Of(backfill, await FindRunsAsync(backfill));

    /// <summary>In the order of their hours.</summary>
    public async Task<IReadOnlyList<RunRecord>> FindRunsAsync(Backfill backfill)
    {
        var runs = new List<RunRecord>();
        for (var date = LedgerDate.Of(backfill.From); date.FirstHour < backfill.To; date = new(date.Index + 1))
        {
            var day = await ledger.GetDayAsync(date);
            runs.AddRange(day.Hours.SelectMany(entry => entry.Runs).Where(run => run.Backfill == backfill.Id));
        }

        return runs;
    }
}
