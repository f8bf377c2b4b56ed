using Maas.Tracking.Runs;
using static Maas.Grains.Tests.Runs.RunHourTests;

namespace Maas.Grains.Tests.Runs;

public sealed class RunFailureTests
{
    private readonly World _world = new();

    public RunFailureTests() => _world.AddRows(World.Hour, 1_200);

    [Fact]
    public async Task Tick_EngineFails_TriesAgainWithGrowingWaits()
    {
        await using var process = new Process(_world);
        process.Batch.OnExecute = (_, _) => throw new InvalidOperationException("device_lake/components: out of memory");
        var times = new List<DateTimeOffset>();
        var start = _world.Time.GetUtcNow();
        for (var minute = 0; minute < 40; minute++)
        {
            var before = _world.Executed.Count;
            await process.TickAsync();
            if (_world.Executed.Count > before)
            {
                times.Add(_world.Time.GetUtcNow());
            }

            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        times.Select(t => (int)(t - start).TotalMinutes).ShouldBe([0, 1, 3, 7, 15, 31]);
        _world.Executed.Select(order => order.Attempt).ShouldBe([1, 2, 3, 4, 5, 6]);
        _world.Executed.Select(order => order.RunId).Distinct().Count().ShouldBe(6);
        _world.Discarded.Count.ShouldBe(6);
        var hour = await HourAsync(process, World.Hour);
        (hour.State, hour.Tries, hour.Reason).ShouldBe((HourState.Failed, 6, "device_lake/components: out of memory"));
        _world.Told.ShouldHaveSingleItem().Reason.ShouldBe("device_lake/components: out of memory");
    }

    [Fact]
    public async Task Tick_TriesUsedUp_WaitsForARequest()
    {
        _world.Options.TriesMax = 2;
        await using var process = new Process(_world);
        process.Batch.OnExecute = (_, _) => throw new InvalidOperationException("broken");
        for (var i = 0; i < 5; i++)
        {
            await process.TickAsync();
            _world.Time.Advance(TimeSpan.FromHours(3));
        }

        _world.Executed.Count.ShouldBe(2);
        _world.Told.Select(outcome => outcome.Tries).ShouldBe([1, 2]);
        _world.Told[^1].RetryAt.ShouldBeNull();
        (await HourAsync(process, World.Hour)).DueAt.ShouldBeNull();

        process.Batch.OnExecute = null;
        await process.RequestAsync(World.Hour, World.Hour + 1);
        await process.TickAsync();
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Told[^1].ShouldSatisfyAllConditions(o => o.State.ShouldBe(RunState.Succeeded), o => o.Tries.ShouldBe(2));
    }

    [Fact]
    public async Task Tick_FilesOfAFailedHourChange_TriesAnewWhenTheyAreQuiet()
    {
        _world.Options.TriesMax = 1;
        _world.Reads[World.Hour] = [new("demo", 1_180, 1_180, 0, 0, 0)];
        await using var process = new Process(_world);
        await process.TickAsync();
        var failed = await LastRunAsync(process);
        failed.Reason.ShouldStartWith(
            "app demo: delivery counted 1,200 rows, the run read 1,180: 20 rows of raw/tracking/2026/11/22/10/ are missing"
        );
        failed.Books!.Read.ShouldBe(1_180);

        _world.Reads.Remove(World.Hour);
        _world.AddRows(World.Hour, 1_200, "m2", _world.Time.GetUtcNow());
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await process.TickAsync();

        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_EngineReadsMoreThanWasCounted_ReportsTheSurplus()
    {
        _world.Reads[World.Hour] = [new("demo", 1_250, 1_200, 10, 39, 1)];
        await using var process = new Process(_world);

        await process.TickAsync();

        (await LastRunAsync(process)).Books.ShouldBe(new(1_200, 2, 3, 4, 1_250, 50, 1_200, 10, 39, 1));
    }

    [Fact]
    public async Task Tick_RowsReadButNotClassed_FailsNamingTheEngine()
    {
        _world.Reads[World.Hour] = [new("demo", 1_200, 1_100, 0, 99, 0)];
        await using var process = new Process(_world);

        await process.TickAsync();

        (await LastRunAsync(process)).Reason.ShouldBe(
            "app demo: the engine read 1,200 rows but classed 1,199 as matched, unmatched, duplicate or bad"
        );
        _world.Commits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tick_LakeHoldsALaterAttempt_FailsThenPassesIt(bool foundBeforeTheWork)
    {
        _world.Commits.Add(new("20261122T000000-00001", World.Hour, 7, Provisional: false, DryRun: false));
        await using var process = new Process(_world);

        if (foundBeforeTheWork)
        {
            process.Batch.OnExecute = (order, _) =>
                order.Attempt < 7 ? throw new StaleRunException("tracking holds attempt 7", 7) : Task.CompletedTask;
        }

        await process.TickAsync();
        (await LastRunAsync(process)).Reason.ShouldContain("holds attempt 7");
        _world.Discarded.Count.ShouldBe(foundBeforeTheWork ? 1 : 0);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await process.TickAsync();
        _world.Commits[^1].Attempt.ShouldBe(8);
        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task Tick_CommitFails_NeverDiscardsWhatTheLakeMayHold()
    {
        await using var process = new Process(_world);
        process.Batch.OnCommit = order => order.Attempt == 1 ? throw new IOException("disk is full") : Task.CompletedTask;

        await process.TickAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await process.TickAsync();

        _world.Discarded.ShouldBeEmpty();
        _world.Commits.ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Tick_EngineHangs_IsStoppedAtTheTimeLimit()
    {
        await using var process = new Process(_world);
        var began = new TaskCompletionSource();
        process.Batch.OnExecute = (_, token) =>
        {
            began.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        await process.StartAsync();
        await began.Task;

        _world.Time.Advance(_world.Options.AttemptTimeMax);
        await process.On(() => process.Coordinator.Work);

        (await LastRunAsync(process)).Reason.ShouldBe("the attempt took longer than 03:00:00 (Maas:Runs:AttemptTimeMax)");
        _world.Discarded.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_AnotherCoordinatorWroteTheLedger_StopsWithoutACommit()
    {
        await using var process = new Process(_world);
        var lost = false;
        process.Coordinator.Lost = () => lost = true;
        process.Batch.OnExecute = (_, _) =>
        {
            var (id, (json, version)) = _world.Storage.Single(record =>
                record.Key.ToString().EndsWith("2026-11-22", StringComparison.Ordinal)
            );
            _world.Storage[id] = (json, version + 1_000);
            return Task.CompletedTask;
        };

        await process.TickAsync();

        lost.ShouldBeTrue();
        _world.Commits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tick_StorageFailsForAWhile_GoesOnAtALaterTick()
    {
        await using var process = new Process(_world);
        process.FailWrites = 2;
        await process.TickAsync();
        _world.Executed.ShouldBeEmpty();

        await process.TickAsync();
        await process.TickAsync();

        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Tick_MergeFailsForAWhile_TriesThatDeviceAgain()
    {
        await using var process = new Process(_world) { FailMerges = 3 };

        await process.TickAsync();

        (await LastRunAsync(process)).State.ShouldBe(RunState.Succeeded);
        _world.Merged.Count.ShouldBe(_world.ChangedDevices);
    }

    [Fact]
    public async Task Tick_MergeFailsForGood_FailsTheRunAndRedoesTheHour()
    {
        await using var process = new Process(_world) { FailMerges = 1_000 };
        await process.TickAsync();
        (await LastRunAsync(process)).Reason.ShouldBe("The grain is moving.");

        process.FailMerges = 0;
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await process.TickAsync();

        (await HourAsync(process, World.Hour)).State.ShouldBe(HourState.Done);
        _world.Commits.Select(order => order.Attempt).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Tick_NobodyCanBeTold_TheRunStandsAndIsNotToldForEver()
    {
        await using var process = new Process(_world) { FailTelling = true };

        await process.TickAsync();
        await process.TickAsync();

        (await LastRunAsync(process)).State.ShouldBe(RunState.Succeeded);
        process.Calls.Count(call => call == "tell").ShouldBe(1);
    }
}
