using Maas.Contracts.Runs;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;

namespace Maas.Grains.Tests.Runs;

/// <summary>When hours become due: their close, late files, foreign files, other hours' runs.</summary>
public sealed class RunHourTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Tick_WithinTheGracePeriod_Waits()
    {
        var hour = World.Hour + 1;
        _world.AddRows(hour, 5);
        _world.Time.SetUtcNow(hour.End.AddSeconds(59));
        await using var process = new Process(_world);

        await process.TickAsync();
        _world.Executed.ShouldBeEmpty();
        (await HourAsync(process, hour)).State.ShouldBe(HourState.Open);

        _world.Time.SetUtcNow(hour.End + World.Grace);
        await process.TickAsync();
        _world.Executed.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_SeveralHoursDue_RunsTheOldestFirst()
    {
        foreach (var back in (int[])[0, 3, 1])
        {
            _world.AddRows(World.Hour - back, 5);
        }

        await using var process = new Process(_world);

        await process.TickAsync();

        _world.Executed.Select(order => order.Hour).ShouldBe([World.Hour - 3, World.Hour - 1, World.Hour]);
    }

    [Fact]
    public async Task Tick_LateFile_RerunsTheHourOnceItIsQuiet()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        _world.AddRows(World.Hour, 7, "m2", _world.Time.GetUtcNow());
        _world.Time.Advance(TimeSpan.FromMinutes(29));
        await process.TickAsync();
        _world.Executed.Count.ShouldBe(1);
        var waiting = await HourAsync(process, World.Hour);
        waiting.State.ShouldBe(HourState.Reopened);
        waiting.DueAt.ShouldBe(_world.Time.GetUtcNow().AddMinutes(1));

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await process.TickAsync();
        _world.Executed.Select(order => order.Attempt).ShouldBe([1, 2]);
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Ledger.Entry(World.Hour).LakeRunId.ShouldBe(_world.Executed[1].RunId);
    }

    [Fact]
    public async Task Tick_LateFileADayAfter_RerunsThatHourAndNoOther()
    {
        foreach (var back in (int[])[2, 1, 0])
        {
            _world.AddRows(World.Hour - back, 5);
        }

        await using var process = new Process(_world);
        await process.TickAsync();
        _world.Time.Advance(TimeSpan.FromDays(1));
        _world.AddRows(World.Hour - 1, 7, "m2", _world.Time.GetUtcNow());

        await process.TickAsync();
        (await HourAsync(process, World.Hour - 1)).State.ShouldBe(HourState.Reopened);
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await process.TickAsync();

        _world.Executed.Skip(3).ShouldHaveSingleItem().Hour.ShouldBe(World.Hour - 1);
        (await HourAsync(process, World.Hour - 1)).State.ShouldBe(HourState.Done);
        _world.Commits.Last().ShouldBe(_world.Executed[^1]);
    }

    [Fact]
    public async Task Tick_ForeignFileInAnOldHourThatNeverRan_RunsItOnceItIsQuiet()
    {
        var old = World.Hour - (24 * 60);
        await using var process = new Process(_world);
        await process.TickAsync();
        _world.AddRows(old, 5, "m1", _world.Time.GetUtcNow());

        _world.Time.Advance(TimeSpan.FromMinutes(29));
        await process.TickAsync();
        _world.Executed.ShouldBeEmpty();
        _world.Time.Advance(TimeSpan.FromMinutes(61));
        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem().Hour.ShouldBe(old);
        (await HourAsync(process, old)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_FileComesWhileItsHourRuns_RunsTheHourAgain()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        process.Batch.OnExecute = (order, _) =>
        {
            if (order.Attempt == 1)
            {
                _world.AddRows(World.Hour, 5, "m2", _world.Time.GetUtcNow());
            }

            return Task.CompletedTask;
        };

        await process.TickAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await process.TickAsync();

        _world.Executed.Select(order => order.Attempt).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Tick_RunReopensAnotherHour_RerunsThatHourAfterTheQuietTime()
    {
        _world.AddRows(World.Hour - 30, 5);
        _world.AddRows(World.Hour, 5);
        _world.Reopens[World.Hour] = [World.Hour - 30, World.Hour - 31];
        await using var process = new Process(_world);

        await process.TickAsync();
        _world.Executed.Select(order => order.Hour).ShouldBe([World.Hour - 30, World.Hour]);
        (await HourAsync(process, World.Hour - 30)).State.ShouldBe(HourState.Reopened);
        (await LastRunAsync(process)).Reopens.ShouldBe([(World.Hour - 31).Start, (World.Hour - 30).Start]);

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await process.TickAsync();
        _world.Executed.Count.ShouldBe(3);
        _world.Executed[2].Hour.ShouldBe(World.Hour - 30);
        (await HourAsync(process, World.Hour - 30)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_EmptyHour_NeedsNoRun()
    {
        await using var process = new Process(_world);

        await process.TickAsync();

        _world.Storage.ShouldBeEmpty();
        (await process.On(() => process.Coordinator.ListHoursAsync(0, 5))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tick_CountedRowsButNoFile_FailsNamingTheMissingRows()
    {
        _world.Tallies[World.Hour] = [new("demo", 1_200, 0, 0, 0, 0)];
        _world.Reads[World.Hour] = [];
        await using var process = new Process(_world);

        await process.TickAsync();

        var run = await LastRunAsync(process);
        run.State.ShouldBe(RunState.Failed);
        run.Reason.ShouldContain(
            "app demo: delivery counted 1,200 rows, the run read 0: 1,200 rows of raw/tracking/2026/11/22/10/ are missing"
        );
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Failed);
    }

    [Fact]
    public async Task Tick_OpenSegmentOfAClosedHour_IsSealedFirst()
    {
        _world.Unsealed.Add(World.Hour);
        _world.Tallies[World.Hour] = [new("demo", 5, 0, 0, 0, 0)];
        await using var process = new Process(_world);

        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem().Hour.ShouldBe(World.Hour);
        _world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_RetentionRemovedTheFilesOfADoneHour_LeavesTheLakeAlone()
    {
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        _world.Raw.Clear();
        _world.Time.Advance(TimeSpan.FromHours(2));
        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem();
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_RetentionRemovedSomeFilesOfADoneHour_LeavesTheLakeAloneAndTellsNobody()
    {
        _world.Files[World.Hour] = ["a", "b"];
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        _world.Files[World.Hour] = ["b"];
        _world.Raw[World.Hour] = _world.Raw[World.Hour] with { Mark = "m2" };
        _world.Time.Advance(TimeSpan.FromHours(2));
        await process.TickAsync();
        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem();
        _world.Told.ShouldHaveSingleItem();
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_LateFileOfAnHourWhoseFilesAreGone_IsRefusedSayingSo()
    {
        _world.Files[World.Hour] = ["a", "b"];
        _world.AddRows(World.Hour, 5);
        await using var process = new Process(_world);
        await process.TickAsync();

        _world.Files[World.Hour] = ["b", "late"];
        _world.AddRows(World.Hour, 5, "m2", _world.Time.GetUtcNow());
        _world.Time.Advance(TimeSpan.FromHours(2));
        await process.TickAsync();
        await process.TickAsync();

        _world.Executed.ShouldHaveSingleItem();
        _world.Told[^1].Reason.ShouldStartWith("1 raw files that run");
        var hour = await HourAsync(process, World.Hour);
        (hour.State, hour.DueAt).ShouldBe((HourState.Failed, null));

        _world.Files[World.Hour] = ["a", "b", "late"];
        await process.RequestAsync(World.Hour, World.Hour + 1);
        await process.TickAsync();
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
    }

    internal static async Task<HourView> HourAsync(Process process, HourWindow hour) =>
        (await process.On(() => process.Coordinator.ListHoursAsync(hour.Index, hour.Index + 1))).ShouldHaveSingleItem();

    internal static async Task<RunView> LastRunAsync(Process process) =>
        (await process.On(() => process.Coordinator.ListRunsAsync(1))).ShouldHaveSingleItem();
}
