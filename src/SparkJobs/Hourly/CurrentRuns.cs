using System.Globalization;
using Maas.Tracking.Objects;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Hourly;

/// <summary>
/// Which run the lake holds of an hour, noted beside it: an object an attempt, and the greatest attempt stands, as in the tables themselves. So
/// a coordinator that wakes between its last commit and its note, after a later attempt has committed, notes what no longer counts.
/// </summary>
internal static class CurrentRuns
{
    /// <summary>Notes that the tables hold the attempt. Called again for the same one, it does nothing.</summary>
    public static Task NoteAsync(IObjectStore store, RunOrder order, CancellationToken cancellationToken) =>
        RunDocuments.WriteOnceAsync(store, Key(order), new CurrentRun(order.RunId, order.Attempt), cancellationToken);

    public static async Task<CurrentRun?> FindAsync(IObjectStore store, HourWindow hour, CancellationToken cancellationToken)
    {
        string? last = null;
        await foreach (var item in store.ListAsync(RunFolders.Committed(hour), cancellationToken).ConfigureAwait(false))
        {
            last = item.Key;
        }

        return last is null ? null : await RunDocuments.ReadCurrentAsync(store, last, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The runs that the lake holds of the hours, in the order of these. An hour whose commit was cut short has none: the ledger goes on with it.
    /// </summary>
    public static async Task<IReadOnlyList<RunOrder>> ListAsync(
        IObjectStore store,
        IEnumerable<HourWindow> hours,
        CancellationToken cancellationToken
    )
    {
        List<RunOrder> orders = [];
        foreach (var hour in hours)
        {
            if (await FindAsync(store, hour, cancellationToken).ConfigureAwait(false) is { } current)
            {
                orders.Add(new RunOrder(current.RunId, hour, current.Attempt, Provisional: false, DryRun: false));
            }
        }

        return orders;
    }

    /// <summary>Of one length, so that keys sort as attempts do.</summary>
    private static string Key(RunOrder order) =>
        $"{RunFolders.Committed(order.Hour)}{order.Attempt.ToString("D20", CultureInfo.InvariantCulture)}.json";
}
