using Maas.Grains.Runs;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Maas.Grains.Tests.Runs;

public sealed class LogRunNotifierTests
{
    private static readonly RunOutcome Succeeded = new()
    {
        Hour = World.Hour,
        RunId = "20261122T111000-00042",
        State = RunState.Succeeded,
        Reason = "",
        Elapsed = TimeSpan.FromSeconds(12.34),
        Books = new(10, 1, 2, 3, 12, 2, 7, 3, 1, 1),
        Cluster = new("j-2AX", "TERMINATED", "s3://logs/", 0.214m),
    };

    private readonly FakeLogger<LogRunNotifier> _logger = new();

    [Fact]
    public async Task Notify_Success_TellsBooksAndWhatTheClusterCost()
    {
        await TellAsync(Succeeded);

        (_logger.LatestRecord.Level, _logger.LatestRecord.Message).ShouldBe(
            (
                LogLevel.Information,
                $"Hour {World.Hour} is in the lake (run 20261122T111000-00042, 12.3 s): 12 rows read, 7 matched, 3 unmatched, 1 duplicate, 1 bad, "
                    + "2 surplus. Cluster j-2AX, about $0.21."
            )
        );
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, " --dry-run")]
    public async Task Notify_Failure_TellsReasonAndTheCommandThatRunsItAgain(bool dryRun, string flag)
    {
        await TellAsync(Succeeded with { State = RunState.Failed, Reason = "disk full", Tries = 2, DryRun = dryRun });

        _logger.LatestRecord.Level.ShouldBe(LogLevel.Error);
        _logger.LatestRecord.Message.ShouldContain("disk full");
        _logger.LatestRecord.Message.ShouldEndWith($"maas run {World.Hour} {World.Hour + 1}{flag} --wait");
    }

    [Fact]
    public async Task Notify_Cancelled_IsAWarning()
    {
        await TellAsync(Succeeded with { State = RunState.Cancelled });

        _logger.LatestRecord.Level.ShouldBe(LogLevel.Warning);
    }

    [Theory]
    [InlineData(RunState.Succeeded, LogLevel.Information)]
    [InlineData(RunState.Failed, LogLevel.Error)]
    public async Task Notify_Backfill_IsAsBadAsItsRuns(RunState state, LogLevel level)
    {
        var at = World.Hour.End;
        var run = RunRecord.Plan("20261122T111000-00044", World.Hour, dryRun: false, requested: true, provisional: false, at) with
        {
            State = state,
        };

        await TellAsync(
            new BackfillOutcome(BackfillProgress.Of(new("20261122T111000-00043", World.Hour, World.Hour + 1, DryRun: false, at), [run]))
        );

        _logger.LatestRecord.Level.ShouldBe(level);
        _logger.LatestRecord.Message.ShouldContain("20261122T111000-00043");
    }

    [Fact]
    public async Task Notify_HousekeepingFailed_TellsReason()
    {
        await TellAsync(new MaintenanceFailure("20261122T230512-m00042", "vacuum: denied"));

        _logger.LatestRecord.Level.ShouldBe(LogLevel.Error);
        _logger.LatestRecord.Message.ShouldContain("vacuum: denied");
    }

    private Task TellAsync(RunNotice notice) => new LogRunNotifier(_logger).NotifyAsync(notice, TestContext.Current.CancellationToken);
}
