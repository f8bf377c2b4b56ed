using System.Globalization;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>Tells outcomes to the log.</summary>
internal sealed partial class LogRunNotifier(ILogger<LogRunNotifier> logger) : IRunNotifier
{
    public Task NotifyAsync(RunNotice notice, CancellationToken cancellationToken)
    {
        switch (notice)
        {
            case RunOutcome outcome:
                Tell(outcome);
                break;
            case BackfillOutcome { Progress: var progress } backfill:
                Log.BackfillEnded(
                    logger,
                    progress.Failed > 0 ? LogLevel.Error : LogLevel.Information,
                    progress.Backfill.Id,
                    progress.Backfill.From,
                    progress.Backfill.To,
                    backfill.Elapsed.TotalSeconds,
                    progress.Succeeded,
                    progress.Failed,
                    progress.Cancelled,
                    progress.Books.Read
                );
                break;
            case MaintenanceFailure failure:
                Log.MaintenanceFailed(logger, failure.RunId, failure.Reason);
                break;
        }

        return Task.CompletedTask;
    }

    private void Tell(RunOutcome outcome)
    {
        var books = outcome.Books ?? Books.Empty;
        if (outcome.State == RunState.Failed)
        {
            Log.Failed(
                logger,
                outcome.Hour,
                outcome.RunId,
                outcome.Reason,
                outcome.Tries,
                outcome.RetryAt,
                RunCommands.Rerun(outcome.Hour, outcome.DryRun)
            );
        }
        else if (outcome.State == RunState.Cancelled)
        {
            Log.Cancelled(logger, outcome.Hour, outcome.RunId);
        }
        else
        {
            Log.Succeeded(
                logger,
                outcome.Hour,
                outcome.DryRun ? "was computed, and nothing changed" : "is in the lake",
                outcome.RunId,
                outcome.Elapsed.TotalSeconds,
                books.Read,
                books.Matched,
                books.Unmatched,
                books.Duplicate,
                books.Bad,
                books.Surplus,
                Describe(outcome.Cluster)
            );
        }
    }

    private static string Describe(RunCluster? cluster) =>
        cluster switch
        {
            null => "",
            { CostUsd: { } cost } => string.Create(CultureInfo.InvariantCulture, $" Cluster {cluster.Id}, about ${cost:0.00}."),
            _ => $" Cluster {cluster.Id}.",
        };

    private static partial class Log
    {
        [LoggerMessage(
            3201,
            LogLevel.Information,
            "Hour {Hour} {What} (run {RunId}, {Seconds:0.0} s): {Read} rows read, {Matched} matched, {Unmatched} unmatched, "
                + "{Duplicate} duplicate, {Bad} bad, {Surplus} surplus.{Cluster}"
        )]
        public static partial void Succeeded(
            ILogger logger,
            HourWindow hour,
            string what,
            string runId,
            double seconds,
            long read,
            long matched,
            long unmatched,
            long duplicate,
            long bad,
            long surplus,
            string cluster
        );

        [LoggerMessage(
            3202,
            LogLevel.Error,
            "Hour {Hour} failed (run {RunId}): {Reason}. Failed tries: {Tries}; next try: {RetryAt}. To run it now: {Command}"
        )]
        public static partial void Failed(
            ILogger logger,
            HourWindow hour,
            string runId,
            string reason,
            int tries,
            DateTimeOffset? retryAt,
            string command
        );

        [LoggerMessage(3203, LogLevel.Warning, "Run {RunId} of hour {Hour} was cancelled.")]
        public static partial void Cancelled(ILogger logger, HourWindow hour, string runId);

        [LoggerMessage(
            EventId = 3204,
            Message = "Backfill {Backfill} of {From} up to {To} has ended ({Seconds:0} s): {Succeeded} hours succeeded, {Failed} failed, "
                + "{Cancelled} cancelled; {Read} rows read."
        )]
        public static partial void BackfillEnded(
            ILogger logger,
            LogLevel level,
            string backfill,
            HourWindow from,
            HourWindow to,
            double seconds,
            int succeeded,
            int failed,
            int cancelled,
            long read
        );

        [LoggerMessage(
            3205,
            LogLevel.Error,
            "Housekeeping of the lake failed (run {RunId}): {Reason}. It is tried again after the next run."
        )]
        public static partial void MaintenanceFailed(ILogger logger, string runId, string reason);
    }
}
