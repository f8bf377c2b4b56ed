using Maas.Contracts.Runs;
using Maas.Tracking.Runs;
using static Maas.Grains.Tests.Runs.RunHourTests;

namespace Maas.Grains.Tests.Runs;

public sealed class RunRequestTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Request_PeriodWithRows_RunsEachHourThatHoldsThemOldestFirst()
    {
        foreach (var back in (int[])[0, 2, 5])
        {
            _world.AddRows(World.Hour - back, 5);
        }

        await using var process = new Process(_world);
        await process.TickAsync();

        var runs = await process.RequestAsync(World.Hour - 4, World.Hour + 1);
        await process.TickAsync();

        runs.Select(run => (run.Hour, run.Requested, run.State))
            .ShouldBe([((World.Hour - 2).Start, true, RunState.Planned), (World.Hour.Start, true, RunState.Planned)]);
        _world.Executed.Skip(3).Select(order => (order.Hour, order.Attempt)).ShouldBe([(World.Hour - 2, 2), (World.Hour, 2)]);
        _world.Commits.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Request_HourPlannedAlready_ReturnsThatRun()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);

        var (first, second) = await process.On(async () =>
        {
            var a = await process.Coordinator.RequestAsync(new(World.Hour.Index, World.Hour.Index + 1, DryRun: true));
            var b = await process.Coordinator.RequestAsync(new(World.Hour.Index, World.Hour.Index + 1, DryRun: true));
            return (a, b);
        });

        second.Runs.Single().Id.ShouldBe(first.Runs.Single().Id);
    }

    [Theory]
    [InlineData(0, "'to' must be later than 'from'")]
    [InlineData(-5, "'to' must be later than 'from'")]
    [InlineData(745, "one request may span 744")]
    public async Task Request_BadPeriod_SaysWhichBound(int hours, string message)
    {
        await using var process = new Process(_world);

        var result = await process.TryRequestAsync(World.Hour, World.Hour + hours);

        result.Runs.ShouldBeEmpty();
        var refusal = result.Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(RunRefusalKind.Period);
        refusal.Reason.ShouldContain(message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_HoursWhoseFilesAreGone_IsRefusedSayingWhich(bool dryRun)
    {
        _world.AddRows(World.Hour - 2, 3);
        _world.AddRows(World.Hour - 1, 4);
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();
        _world.Raw.Remove(World.Hour - 2);
        _world.Raw.Remove(World.Hour - 1);

        var result = await process.TryRequestAsync(World.Hour - 2, World.Hour + 1, dryRun);

        var refusal = result.Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(RunRefusalKind.Period);
        refusal.Reason.ShouldStartWith(
            $"2 hours of the period are in the lake and their raw files are gone, such as those of {World.Hour - 2}:"
        );
        await process.TickAsync();
        _world.Executed.Count.ShouldBe(3);
        (await process.RequestAsync(World.Hour, World.Hour + 1, dryRun)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_MoreRunsThanMayBePlanned_IsRefusedForWantOfRoomAndPlansNone()
    {
        foreach (var back in (int[])[0, 1, 2])
        {
            _world.AddRows(World.Hour - back, 5);
        }

        _world.Options.PlannedRunsMax = 2;
        await using var process = new Process(_world);

        var result = await process.TryRequestAsync(World.Hour - 2, World.Hour + 1);

        var refusal = result.Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(RunRefusalKind.Capacity);
        refusal.Reason.ShouldContain("Maas:Runs:PlannedRunsMax");
        result.Runs.ShouldBeEmpty();
        (await process.On(() => process.Coordinator.ListRunsAsync(10))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_OpenHour_RunsItProvisionallyAndAgainWhenItCloses()
    {
        var open = World.Hour + 1;
        _world.Unsealed.Add(open);
        _world.Tallies[open] = [new("demo", 5, 0, 0, 0, 0)];
        await using var process = new Process(_world);

        (await process.RequestAsync(open, open + 1)).ShouldHaveSingleItem().Provisional.ShouldBeTrue();
        await process.TickAsync();
        var provisional = await LastRunAsync(process);
        (provisional.State, provisional.Provisional).ShouldBe((RunState.Succeeded, true));
        (await HourAsync(process, open)).State.ShouldBe(HourState.Open);

        _world.Time.SetUtcNow(open.End + World.Grace);
        await process.TickAsync();
        var final = await LastRunAsync(process);
        (final.State, final.Provisional, final.Attempt).ShouldBe((RunState.Succeeded, false, 2));
        (await HourAsync(process, open)).State.ShouldBe(HourState.Done);
        _world.Commits.Select(order => order.Attempt).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Request_DryRun_ComparesAndChangesNothing()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();
        var before = await HourAsync(process, World.Hour);

        await process.RequestAsync(World.Hour, World.Hour + 1, dryRun: true);
        await process.TickAsync();

        var run = await LastRunAsync(process);
        (run.State, run.DryRun).ShouldBe((RunState.Succeeded, true));
        run.Differences.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                table => (table.RowsAdded, table.RowsRemoved, table.RowsChanged, table.RowsUnchanged).ShouldBe((5, 2, 3, 1)),
                table => table.Examples.ShouldBeEmpty("the ledger holds no rows")
            );
        var example = (await process.On(() => process.Coordinator.GetRunAsync(run.Id)))!.Differences[0].Examples.ShouldHaveSingleItem();
        (example.Change, example.Fields.ShouldHaveSingleItem()).ShouldBe((RowChange.Added, new("message_id", null, "m1")));
        _world.Differences.Clear();
        (await process.On(() => process.Coordinator.GetRunAsync(run.Id)))!.Differences.ShouldHaveSingleItem().RowsAdded.ShouldBe(5);
        run.Books!.Read.ShouldBe(5);
        run.Transitions.ShouldNotContain(t => t.State == RunState.Committing);
        _world.Commits.ShouldHaveSingleItem();
        _world.Discarded.ShouldHaveSingleItem().RunId.ShouldBe(run.Id);
        _world.Merged.Keys.ShouldAllBe(key => key.RunId != run.Id);
        (await HourAsync(process, World.Hour)).ShouldBe(before);
    }

    [Fact]
    public async Task Cancel_PlannedRun_NeverStarts()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        var cancelled = await process.On(async () =>
        {
            var run = (await process.Coordinator.RequestAsync(new(World.Hour.Index, World.Hour.Index + 1, DryRun: false))).Runs.Single();
            return await process.Coordinator.CancelAsync(run.Id);
        });
        await process.TickAsync();

        cancelled.ShouldBeTrue();
        (await LastRunAsync(process)).State.ShouldBeOneOf(RunState.Cancelled);
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Cancel_ExecutingRun_StopsTheEngineAndLeavesTheHourUntilAskedFor()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        var began = new TaskCompletionSource<string>();
        process.Batch.OnExecute = (order, token) =>
        {
            began.TrySetResult(order.RunId);
            return Task.Delay(Timeout.Infinite, token);
        };
        await process.StartAsync();
        var runId = await began.Task;

        (await process.On(() => process.Coordinator.CancelAsync(runId))).ShouldBeTrue();
        await process.On(() => process.Coordinator.Work);
        await process.TickAsync();

        var run = await LastRunAsync(process);
        (run.State, run.Reason).ShouldBe((RunState.Cancelled, "cancelled on request"));
        _world.Discarded.ShouldHaveSingleItem();
        _world.Executed.ShouldHaveSingleItem();
        (await process.On(() => process.Coordinator.CancelAsync(runId))).ShouldBeFalse();

        process.Batch.OnExecute = null;
        await process.RequestAsync(World.Hour, World.Hour + 1);
        await process.TickAsync();
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Cancel_CommittingRun_IsRefused()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        var (reached, go) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        process.Batch.OnCommit = order =>
        {
            reached.TrySetResult(order.RunId);
            return go.Task;
        };
        await process.StartAsync();
        var runId = await reached.Task;

        (await process.On(() => process.Coordinator.CancelAsync(runId))).ShouldBeFalse();
        go.SetResult();
        await process.On(() => process.Coordinator.Work);

        (await LastRunAsync(process)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task GetRun_WhileTheEngineWorks_AnswersWithItsSteps()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        var (reached, go) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        process.Batch.OnExecute = (order, _) =>
        {
            reached.TrySetResult(order.RunId);
            return go.Task;
        };
        await process.StartAsync();
        var runId = await reached.Task;

        var run = await process.On(() => process.Coordinator.GetRunAsync(runId));
        run!.State.ShouldBeOneOf(RunState.Submitted, RunState.Running);
        run.Steps.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(step => step.Name.ShouldBe("device_lake/read"), step => step.State.ShouldBe(RunStepState.Running));
        (await process.On(() => process.Coordinator.GetRunAsync("20261122T000000-99999"))).ShouldBeNull();
        (await process.On(() => process.Coordinator.GetRunAsync("../../etc"))).ShouldBeNull();
        go.SetResult();
        await process.On(() => process.Coordinator.Work);
    }

    [Fact]
    public async Task Stop_WhileTheEngineWorks_EndsAtOnceAndTheNextProcessFinishes()
    {
        _world.AddRows(World.Hour, 5);
        var process = new Process(_world);
        var began = new TaskCompletionSource();
        process.Batch.OnExecute = (_, _) =>
        {
            began.TrySetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        await process.StartAsync();
        await began.Task;
        await process.DisposeAsync();
        _world.Ledger.LastRun(World.Hour).State.ShouldBeOneOf(RunState.Submitted, RunState.Running);

        await using var next = new Process(_world);
        await next.TickAsync();

        var run = await LastRunAsync(next);
        (run.State, run.Attempt).ShouldBe((RunState.Succeeded, 2));
        _world.Executed.Select(order => order.RunId).Distinct().ShouldHaveSingleItem();
        _world.Discarded.ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }
}
