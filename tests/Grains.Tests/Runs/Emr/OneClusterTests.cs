using System.Text;
using CsCheck;
using Maas.Tracking.Runs;
using Maas.Tracking.Runs.Clusters;

namespace Maas.Grains.Tests.Runs.Emr;

/// <summary>
/// Exactly one cluster a run: the coordinator dies between any two of its calls to the ledger, to the object store and to EMR, and the next
/// one ends up with one cluster, one commit, and nothing left running.
/// </summary>
public sealed class OneClusterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tick_ProcessDiedAtAnyCallBefore_StartsOneClusterAndCommitsOnce(bool afterTheEffect)
    {
        for (var call = 1; ; call++)
        {
            var world = new EmrWorld();

            var survived = await world.LiveAsync(afterTheEffect ? world.NewProcess(dieAfter: call) : world.NewProcess(dieBefore: call));
            await world.LiveAsync(world.NewProcess());

            Finished(world, $"died at call {call}");
            world.Emr.Clusters.Count.ShouldBe(1, $"died at call {call}");
            if (survived)
            {
                call.ShouldBeGreaterThan(40);
                return;
            }
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Tick_AnswerLostAndProcessDiedAtAnyCall_StartsOneClusterAtATime(bool started, int hiddenLists)
    {
        for (var call = 1; ; call++)
        {
            var world = new EmrWorld();
            world.Emr.HiddenLists = hiddenLists;
            var first = world.NewProcess(dieBefore: call);
            ((ClusterBatch)first.Batch).Answers.Enqueue((ClusterStart.Unknown("connection reset"), started));

            var survived = await world.LiveAsync(first);
            await world.LiveAsync(world.NewProcess());
            world.Time.Advance(TimeSpan.FromHours(1));
            await world.LiveAsync(world.NewProcess());

            Finished(world, $"died at call {call}");
            world.Emr.Clusters.Count.ShouldBe(1, $"died at call {call}");
            if (survived)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Tick_ProcessesDiedAgainAndAgain_StartsOneClusterAtATimeAndCommitsOnce() =>
        await Gen.Int[1, 80]
            .List[0, 8]
            .SampleAsync(
                async deaths =>
                {
                    var world = new EmrWorld();
                    foreach (var death in deaths)
                    {
                        await world.LiveAsync(
                            death % 2 == 0 ? world.NewProcess(dieBefore: death / 2) : world.NewProcess(dieAfter: (death + 1) / 2)
                        );
                    }

                    await world.LiveAsync(world.NewProcess());
                    Finished(world, string.Join(' ', deaths));
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public async Task Tick_ClusterOutlivesTheAttemptsTime_IsEndedAndTheRunFails()
    {
        var world = new EmrWorld();
        world.Emr.StaysRunning = true;
        world.World.Options.AttemptTimeMax = TimeSpan.FromMinutes(90);

        await world.LiveAsync(world.NewProcess());

        var run = world.World.Ledger.LastRun(World.Hour);
        run.State.ShouldBe(RunState.Failed);
        run.Reason.ShouldContain("AttemptTimeMax");
        world.Emr.Clusters.ShouldHaveSingleItem().EndedBecause.ShouldNotBeNull().ShouldContain("AttemptTimeMax");
        world.Emr.Live.ShouldBeEmpty();
        world.World.Commits.ShouldBeEmpty();
    }

    /// <summary>What is to end is ended also when whoever began to end it died, and nothing of it is committed.</summary>
    [Fact]
    public async Task Tick_ProcessDiedAtAnyCallWhileItEndsClusters_TheNextEndsThem()
    {
        for (var call = 1; ; call++)
        {
            var world = new EmrWorld();
            world.Emr.StaysRunning = true;
            world.World.Options.AttemptTimeMax = TimeSpan.FromMinutes(2);
            var stray = new RunOrder("20261122T050000-00007", World.Hour - 6, 1, false, false);
            world.Emr.Start(ClusterBatch.Request(stray));

            var survived = await world.LiveAsync(world.NewProcess(dieAfter: call));
            world.Time.Advance(TimeSpan.FromHours(1));
            await world.LiveAsync(world.NewProcess());
            // Whatever try was under way has had its time, and what the first sweep did not reach, the next did.
            world.Time.Advance(TimeSpan.FromHours(2));
            await world.LiveAsync(world.NewProcess());

            var because = $"died after call {call}";
            world.Emr.Live.ShouldBeEmpty(because);
            world.Emr.Clusters.ShouldAllBe(cluster => cluster.EndedBecause != null, because);
            world.World.Ledger.Entry(World.Hour).Runs.ShouldAllBe(run => run.State == RunState.Failed, because);
            world.World.Commits.ShouldBeEmpty(because);
            if (survived)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Tick_StepFails_FailsTheRunAndTheRetryGetsAClusterOfItsOwn()
    {
        var world = new EmrWorld();
        world.Emr.FailingStep = "tracking_match";
        await world.LiveAsync(world.NewProcess());
        world.World.Ledger.LastRun(World.Hour).State.ShouldBe(RunState.Failed);
        world.Emr.FailingStep = null;
        world.Time.Advance(TimeSpan.FromHours(1));

        await world.LiveAsync(world.NewProcess());

        Finished(world, "");
        world.Emr.Clusters.Select(cluster => cluster.Request.Order.Attempt).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Tick_ClustersWithoutALiveRun_AreEnded()
    {
        var world = new EmrWorld();
        var stray = new RunOrder("20261122T050000-00007", World.Hour - 6, 1, false, false);
        world.Emr.Start(ClusterBatch.Request(stray));
        world.Emr.Start(ClusterBatch.Request(stray) with { Name = ClusterName.Format("elsewhere", stray) });
        world.Objects[$"{stray.Folder}/cluster-1.json"] =
            """{"name":"maas-here-2026-11-22T04-20261122T050000-00007-1","at":"2026-11-22T05:00:00Z","state":"Started","clusterId":"j-1"}"""u8.ToArray();

        await world.LiveAsync(world.NewProcess());

        world
            .Emr.Clusters.Select(cluster => cluster.EndedBecause)
            .ShouldBe(["no run under way accounts for it", null, null], "the stray, another deployment's, the hour's own");
        world.World.Discarded.ShouldBe([stray]);
    }

    /// <summary>Of what runs without an account nothing may be known: its claim is gone, or says that nothing was started, or names another.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("Void")]
    [InlineData("Ended")]
    public async Task Tick_AClusterThatItsClaimDoesNotTellOf_IsEnded(string? state)
    {
        var world = new EmrWorld();
        var stray = new RunOrder("20261122T050000-00007", World.Hour - 6, 1, false, false);
        world.Emr.Start(ClusterBatch.Request(stray));
        if (state is not null)
        {
            world.Objects[$"{stray.Folder}/cluster-1.json"] = Encoding.UTF8.GetBytes(
                $$"""{"name":"{{ClusterBatch.Request(stray).Name}}","at":"2026-11-22T05:00:00Z","state":"{{state}}","clusterId":"j-0"}"""
            );
        }

        await world.LiveAsync(world.NewProcess());

        world.Emr.Clusters.Select(cluster => cluster.EndedBecause).ShouldBe(["no run under way accounts for it", null]);
        world.Emr.Live.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tick_ClusterShowsUpAfterItsAttemptWasGivenUp_IsEndedBySweep()
    {
        var world = new EmrWorld();
        world.Emr.HiddenLists = 100;
        var first = world.NewProcess();
        ((ClusterBatch)first.Batch).Answers.Enqueue((ClusterStart.Unknown("connection reset"), Effect: true));
        await world.LiveAsync(first);
        world.World.Ledger.LastRun(World.Hour).State.ShouldBe(RunState.Failed);
        var late = world.Emr.Clusters.ShouldHaveSingleItem();
        late.Told.ShouldBeFalse();
        (world.Emr.HiddenLists, late.Hidden) = (0, 0);

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.LiveAsync(world.NewProcess());

        late.EndedBecause.ShouldBe("no run under way accounts for it");
        world.World.Commits.ShouldHaveSingleItem().Attempt.ShouldBe(2);
        world.Emr.Live.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tick_RunCancelled_ItsClusterEndsAndSaysSo()
    {
        var world = new EmrWorld();
        world.Emr.StaysRunning = true;
        var process = world.NewProcess();
        var ticking = process.TickAsync();
        await world.Time.RunAsync(WorkingAsync());

        (await process.On(() => process.Coordinator.CancelAsync(world.World.Ledger.LastRun(World.Hour).Id))).ShouldBeTrue();
        await world.Time.RunAsync(ticking);

        world.World.Ledger.LastRun(World.Hour).State.ShouldBe(RunState.Cancelled);
        world.Emr.Clusters.ShouldHaveSingleItem().EndedBecause.ShouldBe("its run was cancelled");
        world.Emr.Live.ShouldBeEmpty();
        await world.Time.RunAsync(process.DisposeAsync().AsTask());

        async Task WorkingAsync()
        {
            while (world.Emr.Clusters is not [{ At: 3 }])
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Tick_ClusterOfARunUnderWay_IsNotSwept()
    {
        var world = new EmrWorld();
        await world.LiveAsync(new Process(world.World, process => new ClusterBatch(process, world)) { DieBeforeName = "list steps" });
        world.Emr.Live.Count().ShouldBe(1);

        await world.LiveAsync(world.NewProcess());

        Finished(world, "");
        world.Emr.Clusters.ShouldHaveSingleItem().Told.ShouldBeFalse();
    }

    private static void Finished(EmrWorld world, string because)
    {
        var entry = world.World.Ledger.Entry(World.Hour);
        entry.Runs[^1].State.ShouldBe(RunState.Succeeded, $"{because}: {entry.Runs[^1].Reason}");
        world.World.Commits.ShouldHaveSingleItem(because).ShouldBe(entry.Runs[^1].Order, because);
        world.Emr.Live.ShouldBeEmpty(because);
        world.Emr.LiveMax.ShouldBe(1, because);
    }
}
