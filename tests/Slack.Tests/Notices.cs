using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Slack.Tests;

/// <summary>Notices to tell.</summary>
internal static class Notices
{
    public static HourWindow Hour { get; } = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public static RunOutcome Succeeded { get; } =
        new()
        {
            Hour = Hour,
            RunId = "20261122T111000-00042",
            State = RunState.Succeeded,
            Reason = "",
            Elapsed = new TimeSpan(0, 6, 12),
            Books = new(12_000, 3, 2, 1, 12_345, 345, 12_000, 300, 40, 5),
            ChangedDevices = 678,
            Cluster = new("j-2AXXXXXXGAPLF", "TERMINATED", "s3://bucket/logs/emr/j-2AXXXXXXGAPLF/", 0.214m),
            Engine = "Spark on EMR emr-7.12.0",
        };

    public static RunOutcome Failed { get; } =
        Succeeded with
        {
            State = RunState.Failed,
            Reason = "tracking_match/join: SparkException: <Job> aborted & `gone`",
            Tries = 2,
            RetryAt = new DateTimeOffset(2026, 11, 22, 12, 30, 0, TimeSpan.Zero),
        };

    public static BackfillOutcome Backfill(params string[] failures)
    {
        var id = "20261122T231500-00043";
        var runs = Enumerable
            .Range(0, 24)
            .Select(n =>
                RunRecord.Plan($"20261122T231500-{50 + n:00000}", Hour + n, dryRun: false, requested: true, provisional: false, Hour.End)
            )
            .Select(
                (run, n) =>
                    run with
                    {
                        State = n < failures.Length ? RunState.Failed : RunState.Succeeded,
                        Reason = n < failures.Length ? failures[n] : "",
                        Books = Succeeded.Books,
                        Transitions = [new(RunState.Planned, Hour.End), new(RunState.Succeeded, Hour.End.AddMinutes(90))],
                    }
            )
            .ToList();
        return new(BackfillProgress.Of(new(id, Hour, Hour + 24, DryRun: false, Hour.End), runs));
    }
}
