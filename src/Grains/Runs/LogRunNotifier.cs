using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Extensions.Logging;

namespace Maas.Grains.Runs;

/// <summary>Tells outcomes to the log.</summary>
internal sealed partial class LogRunNotifier(ILogger<LogRunNotifier> logger) : IRunNotifier
{
    public Task NotifyAsync(RunOutcome outcome, CancellationToken cancellationToken)
    {
        var books = outcome.Books ?? Books.Empty;
        if (outcome.State == RunState.Failed)
            Log.Failed(logger, outcome.Hour, outcome.RunId, outcome.Reason, outcome.Tries, outcome.RetryAt);
        else if (outcome.State == RunState.Cancelled)
            Log.Cancelled(logger, outcome.Hour, outcome.RunId);
        else
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
                books.Surplus
            );
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(
            3201,
            LogLevel.Information,
            "Hour {Hour} {What} (run {RunId}, {Seconds:0.0} s): {Read} rows read, {Matched} matched, {Unmatched} unmatched, "
                + "{Duplicate} duplicate, {Bad} bad, {Surplus} surplus."
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
            long surplus
        );

        [LoggerMessage(3202, LogLevel.Error, "Hour {Hour} failed (run {RunId}): {Reason}. Failed tries: {Tries}; next try: {RetryAt}.")]
        public static partial void Failed(ILogger logger, HourWindow hour, string runId, string reason, int tries, DateTimeOffset? retryAt);

        [LoggerMessage(3203, LogLevel.Warning, "Run {RunId} of hour {Hour} was cancelled.")]
        public static partial void Cancelled(ILogger logger, HourWindow hour, string runId);
    }
}
