using Maas.Tracking.Runs;
using static Maas.Grains.Tests.Runs.Deaths;
using static Maas.Grains.Tests.Runs.RunHourTests;

namespace Maas.Grains.Tests.Runs;

/// <summary>An engine of its own machines does not stop with the coordinator's process: the next process takes its attempt up.</summary>
public sealed class RunResumeTests
{
    private readonly World _world = new() { EngineOutlives = true };

    public RunResumeTests() => _world.AddRows(World.Hour, 100);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Tick_ProcessDiedAtAnyCallBefore_StartsOneClusterAndCommitsOnce(bool afterTheEffect) =>
        AtEachCallAsync(Make, afterTheEffect, Finished);

    [Fact]
    public Task Tick_ProcessesDiedAgainAndAgain_StartsOneClusterAndCommitsOnce() => Deaths.AgainAndAgainAsync(Make, 10, Finished);

    [Fact]
    public async Task Tick_ProcessDiesMoreOftenThanAttemptsMayBeCutShort_GoesOnWithTheSameAttempt()
    {
        for (var life = 0; life <= _world.Options.ResumesMax + 5; life++)
        {
            await LiveAsync(new Process(_world) { DieBeforeName = "store report" });
        }

        await LiveAsync(new Process(_world));

        Finished(_world, "");
        _world.Ledger.LastRun(World.Hour).ShouldSatisfyAllConditions(run => run.Attempt.ShouldBe(1), run => run.Resumes.ShouldBe(0));
    }

    [Fact]
    public async Task Tick_ProcessesTogetherOutliveTheAttemptsTime_EndsItAndFailsTheRun()
    {
        await LiveAsync(new Process(_world) { DieBeforeName = "store report" });
        _world.Time.Advance(_world.Options.AttemptTimeMax);

        await using var process = new Process(_world);
        await process.TickAsync();

        (await LastRunAsync(process)).Reason.ShouldBe("the attempt took longer than 03:00:00 (Maas:Runs:AttemptTimeMax)");
        _world.Clusters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tick_CancelledWhileNobodyWaited_EndsTheAttempt()
    {
        var first = new Process(_world);
        await HangAsync(first);
        var runId = _world.Ledger.LastRun(World.Hour).Id;
        await first.DisposeAsync();
        _world.Clusters.ShouldHaveSingleItem();

        await using var process = new Process(_world);
        await process.On(async () =>
        {
            await process.Coordinator.LoadAsync();
            (await process.Coordinator.CancelAsync(runId)).ShouldBeTrue();
            await process.Coordinator.Work;
        });

        (await LastRunAsync(process)).State.ShouldBe(RunState.Cancelled);
        _world.Clusters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_WhileTheEngineWorks_LeavesItWorkingAndItsClusterInTheLedger()
    {
        var process = new Process(_world);
        await HangAsync(process);
        await process.DisposeAsync();

        _world.Discarded.ShouldBeEmpty();
        var run = _world.Ledger.LastRun(World.Hour);
        run.State.ShouldBe(RunState.Running);
        run.Cluster.ShouldBe(new("j-1", "RUNNING", $"logs/{run.Id}/"));
    }

    [Fact]
    public async Task GetRun_EngineFails_KeepsTheClusterTheStepsAndTheirLogs()
    {
        await using var process = new Process(_world);
        process.Batch.OnProgress = progress =>
        {
            progress.Report(new RunCluster("j-1", "TERMINATED_WITH_ERRORS: STEP_FAILURE", "s3://logs/j-1/", 0.42m));
            progress.Report(new RunStep("device lake", _world.Time.GetUtcNow(), TimeSpan.Zero, null, RunStepState.Running, "s3://logs/1"));
            progress.Report(new RunStep("tracking match", default, TimeSpan.Zero, null, RunStepState.Pending));
        };
        process.Batch.OnExecute = (_, _) =>
        {
            _world.Time.Advance(TimeSpan.FromMinutes(2));
            throw new InvalidOperationException("device lake: out of memory");
        };

        await process.TickAsync();

        var run = await LastRunAsync(process);
        run.State.ShouldBe(RunState.Failed);
        run.Cluster.ShouldBe(new("j-1", "TERMINATED_WITH_ERRORS: STEP_FAILURE", "s3://logs/j-1/", 0.42m));
        run.Steps.Skip(1)
            .Select(step => (step.Name, step.State, step.Elapsed, step.Log))
            .ShouldBe([
                ("device lake", RunStepState.Failed, TimeSpan.FromMinutes(2), "s3://logs/1"),
                ("tracking match", RunStepState.Cancelled, TimeSpan.Zero, null),
            ]);
    }

    private static async Task HangAsync(Process process)
    {
        var began = new TaskCompletionSource();
        process.Batch.OnExecute = (_, token) =>
        {
            began.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        await process.StartAsync();
        await began.Task;
        // The coordinator's scheduler has written what the engine told before it began to hang.
        while (process.World.Ledger.LastRun(World.Hour).Cluster is null)
        {
            await process.On(() => Task.CompletedTask);
        }
    }

    private static World Make()
    {
        var world = new World { EngineOutlives = true };
        world.AddRows(World.Hour, 100);
        return world;
    }

    private static void Finished(World world, string because)
    {
        var run = world.Ledger.LastRun(World.Hour);
        run.State.ShouldBe(RunState.Succeeded, because);
        world.Executed.ShouldHaveSingleItem(because).ShouldBe(run.Order, because);
        world.Commits.ShouldHaveSingleItem(because).ShouldBe(run.Order, because);
        world.Clusters.Keys.ShouldHaveSingleItem(because).ShouldBe(run.Order, because);
    }
}
