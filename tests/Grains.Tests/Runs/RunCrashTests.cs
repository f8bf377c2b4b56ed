using Maas.Tracking.Runs;
using static Maas.Grains.Tests.Runs.Deaths;

namespace Maas.Grains.Tests.Runs;

/// <summary>The coordinator's process dies; the next one finishes what the ledger says was begun.</summary>
public sealed class RunCrashTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Tick_ProcessDiedAtAnyCallBefore_FinishesWithOneCommit(bool afterTheEffect) =>
        AtEachCallAsync(Make, afterTheEffect, Finished);

    [Fact]
    public Task Tick_ProcessesDiedAgainAndAgain_FinishesWithOneCommit() => Deaths.AgainAndAgainAsync(Make, 6, Finished);

    [Theory]
    [InlineData("execute")]
    [InlineData("commit")]
    [InlineData("merge")]
    public async Task Tick_ProcessDiedInStateOfARequestedDryRunAndARun_LosesNeither(string at)
    {
        var world = new World();
        world.AddRows(World.Hour, 100);
        var first = new Process(world) { DieBeforeName = at };
        await first.RequestAsync(World.Hour, World.Hour + 1, dryRun: true);
        await LiveAsync(first);
        await LiveAsync(new Process(world));

        world
            .Ledger.Entry(World.Hour)
            .Runs.Select(run => (run.DryRun, run.State))
            .ShouldBe([(true, RunState.Succeeded), (false, RunState.Succeeded)], ignoreOrder: true);
        world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_ProcessDiesInEveryAttempt_FailsTheRunInsteadOfTryingForEver()
    {
        var world = new World();
        world.AddRows(World.Hour, 100);
        for (var life = 0; life <= world.Options.ResumesMax; life++)
        {
            await LiveAsync(new Process(world) { DieBeforeName = "store report" });
        }

        await LiveAsync(new Process(world));

        var run = world.Ledger.LastRun(World.Hour);
        run.State.ShouldBe(RunState.Failed);
        run.Reason.ShouldContain("stopped in the middle");
        world.Ledger.Entry(World.Hour).Tries.ShouldBe(1);
        world.Commits.ShouldBeEmpty();
    }

    private static World Make()
    {
        var world = new World();
        world.AddRows(World.Hour, 100);
        world.Reopens[World.Hour] = [World.Hour - 30];
        return world;
    }

    private static void Finished(World world, string because)
    {
        var entry = world.Ledger.Entry(World.Hour);
        var run = entry.Runs[^1];
        run.State.ShouldBe(RunState.Succeeded, because);
        run.Told.ShouldBeTrue(because);
        entry.DoneMark.ShouldBe("m1", because);
        entry.LakeRunId.ShouldBe(run.Id, because);
        world.Commits.ShouldHaveSingleItem(because).ShouldBe(run.Order, because);
        world.Merged.Keys.Count(key => key.RunId == run.Id).ShouldBe(world.ChangedDevices, because);
        world.Told.ShouldContain(outcome => outcome.RunId == run.Id, because);
        world.Executed.Select(order => order.Attempt).ShouldBe(world.Executed.Select(order => order.Attempt).Distinct().Order(), because);
    }
}
