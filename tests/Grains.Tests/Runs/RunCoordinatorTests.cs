using Maas.Tracking.Runs;

namespace Maas.Grains.Tests.Runs;

public sealed class RunCoordinatorTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Tick_HourClosedWithRows_RunsItToTheEnd()
    {
        _world.AddRows(World.Hour, 1_200);
        await using var process = new Process(_world);

        await process.TickAsync();

        var run = (await process.On(() => process.Coordinator.ListRunsAsync(10))).ShouldHaveSingleItem();
        run.State.ShouldBe(RunState.Succeeded);
        run.Transitions.Select(t => t.State)
            .ShouldBe([RunState.Planned, RunState.Submitted, RunState.Running, RunState.Committing, RunState.Merging, RunState.Succeeded]);
        run.Books.ShouldBe(new(1_200, 2, 3, 4, 1_200, 0, 1_200, 0, 0, 0));
        run.Apps.ShouldHaveSingleItem().App.ShouldBe("demo");
        run.MergedDevices.ShouldBe(10);
        run.Engine.ShouldBe("fake 1.0");
        _world.Merged.Count.ShouldBe(10);
        _world.Commits.ShouldHaveSingleItem().Attempt.ShouldBe(1);
        var hour = (
            await process.On(() => process.Coordinator.ListHoursAsync(World.Hour.Index - 5, World.Hour.Index + 5))
        ).ShouldHaveSingleItem();
        hour.State.ShouldBe(HourState.Done);
        hour.RunId.ShouldBe(run.Id);
        _world.Told.ShouldHaveSingleItem().State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task Tick_NothingNew_DoesNothingMore()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem();
    }
}
