using System.Text.RegularExpressions;

namespace Maas.Tracking.Runs;

/// <summary>Which outcomes are told, and how.</summary>
public static partial class OutcomeRules
{
    /// <summary>
    /// Every success and cancellation is told; of an hour that fails again and again the first failure, a failure for another reason than
    /// the last one's, the one that uses up the tries, and any that somebody asked for. What lies between is in the ledger and in the metrics.
    /// </summary>
    public static bool IsFailureTold(HourEntry before, RunRecord run, int tries, string reason, LedgerPolicy policy) =>
        run.Requested || before.Tries == 0 || tries == policy.TriesMax || !IsSame(before.Reason, reason);

    /// <summary>Whether two reasons differ in names of attempts only: clusters, steps, files, counts, times are another each time.</summary>
    public static bool IsSame(string reason, string other) =>
        string.Equals(Names().Replace(reason, "#"), Names().Replace(other, "#"), StringComparison.Ordinal);

    public static RunOutcome Describe(HourEntry entry, RunRecord run, LedgerPolicy policy)
    {
        var retried = run is { State: RunState.Failed, DryRun: false, Provisional: false } && run.Tries < policy.TriesMax;
        return new()
        {
            Hour = run.Hour,
            RunId = run.Id,
            State = run.State,
            Reason = run.Reason,
            Elapsed = run.Elapsed,
            Books = run.Books,
            ChangedDevices = run.ChangedDevices,
            OverlinkedIds = run.OverlinkedIds,
            UnfinishedLinks = run.UnfinishedLinks,
            Differences = run.Differences,
            Cluster = run.Cluster,
            Provisional = run.Provisional,
            DryRun = run.DryRun,
            Engine = run.Engine,
            Tries = run.Tries,
            RetryAt = retried ? entry.RetryAt : null,
        };
    }

    /// <summary>A word with a digit in it.</summary>
    [GeneratedRegex(@"[\w./:-]*\d[\w./:-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
