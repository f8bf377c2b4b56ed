using Maas.Tracking.Runs;
using static Maas.Grains.Tests.Runs.RunHourTests;

namespace Maas.Grains.Tests.Runs;

public sealed class RunTellerTests
{
    private readonly World _world = new();

    public RunTellerTests() => _world.AddRows(World.Hour, 5);

    [Fact]
    public async Task Tick_ChatAnswersSlowly_RunsGoOn()
    {
        _world.AddRows(World.Hour - 1, 5);
        var go = new TaskCompletionSource();
        await using var process = new Process(_world) { BeforeTelling = go.Task };
        await process.StartAsync();
        while (_world.Commits.Count < 2)
        {
            await process.On(() => Task.CompletedTask);
        }

        _world.Notices.ShouldBeEmpty();
        go.SetResult();
        await process.On(() => process.Coordinator.Work);

        _world.Told.Select(outcome => outcome.Hour).ShouldBe([World.Hour - 1, World.Hour]);
    }

    [Fact]
    public async Task Tick_HourFailsAgainAndAgain_IsToldFirstAndLast()
    {
        await using var process = new Process(_world);
        var tries = 0;
        process.Batch.OnExecute = (_, _) => throw new InvalidOperationException($"cluster j-{++tries}A7 ended: 1{tries} nodes lost");
        for (var i = 0; i < 20; i++)
        {
            await process.TickAsync();
            _world.Time.Advance(TimeSpan.FromHours(3));
        }

        _world.Told.Select(outcome => outcome.Tries).ShouldBe([1, _world.Options.TriesMax]);
    }

    [Fact]
    public async Task Tick_FilesOfAFailingHourTrickleIn_IsNotToldAnewEachTime()
    {
        await using var process = new Process(_world);
        process.Batch.OnExecute = (_, _) => throw new InvalidOperationException("broken");
        for (var i = 0; i < 5; i++)
        {
            await process.TickAsync();
            _world.AddRows(World.Hour, 5, $"m{i + 2}", _world.Time.GetUtcNow());
            _world.Time.Advance(TimeSpan.FromMinutes(30));
        }

        _world.Executed.Count.ShouldBe(5);
        _world.Told.ShouldHaveSingleItem();
        process.Batch.OnExecute = (_, _) => throw new InvalidOperationException("broken otherwise");
        await process.TickAsync();
        _world.Told.Select(outcome => outcome.Reason).ShouldBe(["broken", "broken otherwise"]);
    }

    [Fact]
    public async Task Tick_MaintenanceDue_IsARunOfItsOwn()
    {
        _world.MaintenanceDue = true;
        await using var process = new Process(_world);

        await process.TickAsync();

        var run = (await process.On(() => Task.FromResult(process.Coordinator.ListMaintenance(10)))).ShouldHaveSingleItem();
        (run.Kind, run.State, run.Hour).ShouldBe((RunKind.Maintenance, RunState.Succeeded, null));
        run.Steps.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(step => step.Name.ShouldBe("vacuum/tracking"), step => step.Rows.ShouldBe(3));
        (await process.On(() => process.Coordinator.GetRunAsync(run.Id)))!.Id.ShouldBe(run.Id);
        (await process.On(() => process.Coordinator.ListRunsAsync(10))).ShouldHaveSingleItem().Kind.ShouldBe(RunKind.Hour);
        _world.Notices.Count.ShouldBe(1, "housekeeping that succeeds is no news");
    }

    [Fact]
    public async Task Tick_NoMaintenanceDue_WritesNothingOfIt()
    {
        await using var process = new Process(_world);

        await process.TickAsync();

        process.Coordinator.ListMaintenance(10).ShouldBeEmpty();
        process.Calls.ShouldNotContain("maintain");
    }

    [Fact]
    public async Task Tick_MaintenanceFailsAgainAndAgain_IsToldOncePerReason()
    {
        _world.MaintenanceDue = true;
        await using var process = new Process(_world);
        foreach (var reason in (string[])["disk is full", "disk is full", "", "disk is full"])
        {
            process.Batch.OnMaintain = reason.Length == 0 ? null : () => throw new IOException(reason);
            await process.RequestAsync(World.Hour, World.Hour + 1);
            await process.TickAsync();
        }

        _world.Notices.OfType<MaintenanceFailure>().Select(failure => failure.Reason).ShouldBe(["disk is full", "disk is full"]);
        process
            .Coordinator.ListMaintenance(10)
            .Select(run => (run.State, run.Reason))
            .Reverse()
            .Take(3)
            .ShouldBe([(RunState.Failed, "disk is full"), (RunState.Failed, "disk is full"), (RunState.Succeeded, "")]);
        process.Coordinator.ListMaintenance(10)[0].Steps.ShouldHaveSingleItem().State.ShouldBe(RunStepState.Failed);
        (await LastRunAsync(process)).State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Tick_ProcessDiedDuringMaintenance_EndsThatRunAndDoesItAgain()
    {
        _world.MaintenanceDue = true;
        var first = new Process(_world) { DieBeforeName = "maintain" };
        await first.TickAsync();
        await first.DisposeAsync();
        await using var process = new Process(_world);
        await process.RequestAsync(World.Hour, World.Hour + 1);

        await process.TickAsync();

        process.Coordinator.ListMaintenance(10).Select(run => run.State).ShouldBe([RunState.Succeeded, RunState.Failed]);
    }
}
