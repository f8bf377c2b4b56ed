using Maas.Contracts.Runs;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using static Maas.Grains.Tests.Runs.Deaths;
using static Maas.Grains.Tests.Runs.RunHourTests;

namespace Maas.Grains.Tests.Runs;

/// <summary>A request of several hours: followed, cancelled, resumed and told as one.</summary>
public sealed class BackfillTests
{
    private readonly World _world = new();

    public BackfillTests()
    {
        for (var back = 0; back < 30; back++)
        {
            _world.AddRows(World.Hour - back, 5);
        }
    }

    [Fact]
    public async Task Request_SeveralHours_IsToldOnceWhenAllHaveEnded()
    {
        await using var process = await DoneAsync();
        process.Batch.OnExecute = (order, _) =>
            order.Hour == World.Hour - 3 ? throw new InvalidOperationException("broken") : Task.CompletedTask;

        var runs = await process.RequestAsync(World.Hour - 9, World.Hour + 1);
        await process.TickAsync();

        var id = runs.Select(run => run.Backfill).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        _world.Told.ShouldBeEmpty();
        var progress = _world.Notices.ShouldHaveSingleItem().ShouldBeOfType<BackfillOutcome>().Progress;
        progress.Backfill.ShouldSatisfyAllConditions(
            backfill => backfill.Id.ShouldBe(id),
            backfill => backfill.From.ShouldBe(World.Hour - 9),
            backfill => backfill.To.ShouldBe(World.Hour + 1)
        );
        (progress.Succeeded, progress.Failed, progress.Cancelled, progress.HasEnded).ShouldBe((9, 1, 0, true));
        progress
            .Failures.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(failure => failure.Hour.ShouldBe(World.Hour - 3), failure => failure.Reason.ShouldBe("broken"));
        progress.Books.Read.ShouldBe(45);
        await process.TickAsync();
        _world.Notices.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Request_OneHour_IsARunLikeAnyOther()
    {
        await using var process = await DoneAsync();

        (await process.RequestAsync(World.Hour, World.Hour + 1)).ShouldHaveSingleItem().Backfill.ShouldBeNull();
        await process.TickAsync();

        _world.Told.ShouldHaveSingleItem().State.ShouldBe(RunState.Succeeded);
        (await process.On(() => process.Coordinator.ListBackfillsAsync())).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetBackfill_InTheMiddle_TellsHowFarItIs()
    {
        await using var process = await DoneAsync();
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        process.Batch.OnExecute = (order, _) =>
        {
            if (order.Hour != World.Hour - 2)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return go.Task;
        };
        var id = (await process.RequestAsync(World.Hour - 4, World.Hour + 1))[0].Backfill!;
        await process.StartAsync();
        await reached.Task;

        var backfill = (await process.On(() => process.Coordinator.GetBackfillAsync(id))).ShouldNotBeNull();

        (backfill.Succeeded, backfill.UnderWay, backfill.Planned).ShouldBe((2, 1, 2));
        (backfill.Next, backfill.EndedAt).ShouldBe(((World.Hour - 2).Start, null));
        (await process.On(() => process.Coordinator.GetBackfillAsync("20261122T000000-99999"))).ShouldBeNull();
        go.SetResult();
        await process.On(() => process.Coordinator.Work);
    }

    [Fact]
    public async Task Tick_HourClosesDuringABackfill_RunsThatHourNextAndThenGoesOn()
    {
        await using var process = await DoneAsync();
        var live = World.Hour + 1;
        process.Batch.OnExecute = (order, _) =>
        {
            if (order.Hour == World.Hour - 3)
            {
                _world.Reopens[order.Hour] = [World.Hour - 20];
                _world.AddRows(live, 7);
                _world.Time.SetUtcNow(live.End + World.Grace);
            }

            return Task.CompletedTask;
        };
        var before = _world.Executed.Count;
        await process.RequestAsync(World.Hour - 4, World.Hour + 1);

        await process.TickAsync();

        _world
            .Executed.Skip(before)
            .Select(order => order.Hour)
            .ShouldBe([World.Hour - 4, World.Hour - 3, live, World.Hour - 2, World.Hour - 1, World.Hour]);
    }

    [Fact]
    public async Task Tick_HoursReopenedByABackfill_WaitForTheLiveHourButNotForTheBackfill()
    {
        await using var process = await DoneAsync();
        var live = World.Hour + 1;
        _world.Reopens[World.Hour - 9] = [World.Hour - 25, World.Hour - 26];
        process.Batch.OnExecute = (order, _) =>
        {
            if (order.Hour == World.Hour - 8)
            {
                _world.AddRows(live, 7);
                _world.Time.SetUtcNow(live.End + World.Grace);
            }

            return Task.CompletedTask;
        };
        var before = _world.Executed.Count;
        await process.RequestAsync(World.Hour - 9, World.Hour - 5);

        await process.TickAsync();

        _world
            .Executed.Skip(before)
            .Select(order => order.Hour)
            .ShouldBe([World.Hour - 9, World.Hour - 8, live, World.Hour - 26, World.Hour - 25, World.Hour - 7, World.Hour - 6]);
    }

    [Fact]
    public async Task Tick_ProcessDiesAgainAndAgain_FinishesEveryHourOnceAndTellsOnce()
    {
        var first = await DoneAsync();
        var before = _world.Commits.Count;
        await first.RequestAsync(World.Hour - 9, World.Hour + 1);
        await first.DisposeAsync();
        for (var life = 0; life < 12; life++)
        {
            var process = new Process(_world) { DieAfter = 12 + life };
            await LiveAsync(process);
        }

        await LiveAsync(new Process(_world));

        _world.Commits.Skip(before).Select(order => order.Hour).ShouldBe(Enumerable.Range(-9, 10).Select(i => World.Hour + i));
        var outcome = _world.Notices.OfType<BackfillOutcome>().ToList();
        outcome.ShouldNotBeEmpty();
        outcome.ShouldAllBe(told => told.Progress.Succeeded == 10);
    }

    [Fact]
    public async Task CancelBackfill_InTheMiddle_StopsTheRunUnderWayAndPlansNoMore()
    {
        await using var process = await DoneAsync();
        var reached = new TaskCompletionSource();
        process.Batch.OnExecute = (order, token) =>
        {
            if (order.Hour != World.Hour - 2)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        var id = (await process.RequestAsync(World.Hour - 4, World.Hour + 1))[0].Backfill!;
        await process.StartAsync();
        await reached.Task;

        (await process.On(() => process.Coordinator.CancelBackfillAsync(id))).ShouldBeTrue();
        await process.On(() => process.Coordinator.Work);
        await process.TickAsync();

        var progress = _world.Notices.ShouldHaveSingleItem().ShouldBeOfType<BackfillOutcome>().Progress;
        (progress.Succeeded, progress.Failed, progress.Cancelled).ShouldBe((2, 0, 3));
        (await process.On(() => process.Coordinator.CancelBackfillAsync(id))).ShouldBeFalse();
        foreach (var hour in Enumerable.Range(-4, 5).Select(i => World.Hour + i))
        {
            (await HourAsync(process, hour)).State.ShouldBe(HourState.Done, "the lake still holds what it held");
        }
    }

    [Fact]
    public async Task CancelBackfill_BeforeThisProcessHasLookedAtAnyFile_LeavesDoneHoursDone()
    {
        var first = await DoneAsync();
        var id = (await first.RequestAsync(World.Hour - 4, World.Hour + 1))[0].Backfill!;
        await first.DisposeAsync();
        await using var process = new Process(_world);

        await process.On(async () =>
        {
            await process.Coordinator.LoadAsync();
            (await process.Coordinator.CancelBackfillAsync(id)).ShouldBeTrue();
            await process.Coordinator.Work;
        });

        var before = _world.Executed.Count;
        await process.TickAsync();
        _world.Executed.Count.ShouldBe(before);
        (await HourAsync(process, World.Hour - 4)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Request_MoreBackfillsThanTheBound_IsRefusedNamingIt()
    {
        _world.Options.BackfillsKept = 1;
        await using var process = await DoneAsync();
        process.Batch.OnExecute = (_, token) => Task.Delay(Timeout.Infinite, token);
        await process.RequestAsync(World.Hour - 4, World.Hour - 2);

        var refusal = (await process.TryRequestAsync(World.Hour - 1, World.Hour + 1)).Refusal.ShouldNotBeNull();

        refusal.Kind.ShouldBe(RunRefusalKind.Capacity);
        refusal.Reason.ShouldContain("Maas:Runs:BackfillsKept");
    }

    /// <summary>A process whose hours are all done, and nothing told yet.</summary>
    private async Task<Process> DoneAsync()
    {
        var process = new Process(_world);
        await process.TickAsync();
        _world.Commits.Count.ShouldBe(30);
        _world.Notices.Clear();
        return process;
    }
}
