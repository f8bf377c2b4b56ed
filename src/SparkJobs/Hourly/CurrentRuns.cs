using System.Globalization;
using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
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

    /// <exception cref="BatchStepException">What is noted cannot be read; it names the object.</exception>
    public static async Task<CurrentRun?> FindAsync(IObjectStore store, HourWindow hour, CancellationToken cancellationToken)
    {
        var (folder, last) = (RunFolders.Committed(hour), (string?)null);
        try
        {
            await foreach (var item in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                last = item.Key;
            }

            return last is null ? null : await RunDocuments.ReadCurrentAsync(store, last, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new BatchStepException("committed runs", $"{last ?? folder} cannot be read: {e.Message}", e);
        }
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
        var orders = await StoreCalls.SelectAsync(hours, FindOrderAsync, cancellationToken).ConfigureAwait(false);
        return [.. orders.OfType<RunOrder>()];

        async Task<RunOrder?> FindOrderAsync(HourWindow hour, CancellationToken stopping) =>
            await FindAsync(store, hour, stopping).ConfigureAwait(false) is { } current
                ? new RunOrder(current.RunId, hour, current.Attempt, Provisional: false, DryRun: false)
                : null;
    }

    /// <summary>Of one length, so that keys sort as attempts do.</summary>
    private static string Key(RunOrder order) =>
        $"{RunFolders.Committed(order.Hour)}{order.Attempt.ToString("D20", CultureInfo.InvariantCulture)}.json";
}
