using Maas.Tracking.Runs;

namespace Maas.Grains.Tests.Runs;

public sealed class RebuildTests
{
    private readonly World _world = new();

    public RebuildTests()
    {
        _world.AddRows(World.Hour - 2, 50);
        _world.AddRows(World.Hour - 1, 70);
        _world.AddRows(World.Hour, 100);
    }

    [Fact]
    public async Task Rebuild_EveryHourDone_MergesEachHoursDevicesOnceAndRunsNothing()
    {
        await LiveAsync(new Process(_world));
        var before = _world.Merged.Keys.Order().ToList();

        var rebuild = await RebuildAsync(new Process(_world));

        rebuild.ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RebuildState.Succeeded, r.Reason),
            r => r.Dropped.ShouldBe(30),
            r => r.HoursDone.ShouldBe(3),
            r => r.Merged.ShouldBe(30),
            r => r.Adopted.ShouldBe(0),
            r => r.Runs.ShouldBeEmpty()
        );
        _world.Merged.Keys.Order().ToList().ShouldBe(before);
        _world.Merged.Values.ShouldAllBe(times => times == 1);
        _world.Executed.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Rebuild_RowsThatTheLakeDoesNotHold_AreRun()
    {
        await LiveAsync(new Process(_world));
        _world.AddRows(World.Hour + 1, 10);

        var process = new Process(_world);
        var rebuild = await RebuildAsync(process);

        rebuild.Runs.ShouldHaveSingleItem();
        _world.Commits.ShouldContain(order => order.Hour == World.Hour + 1 && order.RunId == rebuild.Runs[0]);
    }

    [Fact]
    public async Task Rebuild_APartOfTheRegistryIsOutOfReach_RunsNothingUntilTheNextTickGoesOn()
    {
        await LiveAsync(new Process(_world));
        var all = _world.Merged.Keys.Order().ToList();
        _world.AddRows(World.Hour - 5, 10);
        await using var process = new Process(_world) { FailDrops = 1 };
        await process.On(async () =>
        {
            await process.Coordinator.LoadAsync();
            await process.Coordinator.RebuildAsync();
            await process.Coordinator.Work;
        });
        _world.Ledger.Rebuild!.State.ShouldBe(RebuildState.Dropping);
        _world.Executed.Count.ShouldBe(3);

        await process.TickAsync();

        _world.Ledger.Rebuild!.State.ShouldBe(RebuildState.Succeeded, _world.Ledger.Rebuild!.Reason);
        all.ShouldBeSubsetOf(_world.Merged.Keys);
        _world.Executed.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rebuild_ProcessDiesAtAnyCall_TheNextRestoresEveryDevice(bool afterTheEffect)
    {
        await LiveAsync(new Process(_world));
        var all = _world.Merged.Keys.Order().ToList();
        for (var call = 1; ; call++)
        {
            var process = new Process(_world) { DieBefore = afterTheEffect ? null : call, DieAfter = afterTheEffect ? call : null };
            await RebuildAsync(process, dies: true);
            var died = process.Dead;
            await LiveAsync(new Process(_world));

            _world.Merged.Keys.Order().ToList().ShouldBe(all, $"died at call {call}");
            _world.Executed.Count.ShouldBe(3);
            if (!died)
            {
                call.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    [Fact]
    public async Task Start_TheStateIsLostAndTheLakeIsNot_RestoresDevicesAndLedgerBeforeAnythingRuns()
    {
        await LiveAsync(new Process(_world));
        var (all, attempts) = (_world.Merged.Keys.Order().ToList(), _world.Commits.ToList());
        _world.Storage.Clear();
        _world.Merged.Clear();

        await LiveAsync(new Process(_world));

        _world.Merged.Keys.Order().ToList().ShouldBe(all);
        _world.Executed.Count.ShouldBe(3, "an hour of the lake was run again");
        foreach (var committed in attempts)
        {
            _world
                .Ledger.Entry(committed.Hour)
                .ShouldSatisfyAllConditions(
                    entry => entry.LakeRunId.ShouldBe(committed.RunId),
                    entry => entry.LastAttempt.ShouldBe(committed.Attempt),
                    entry => entry.DoneMark.ShouldBe("m1")
                );
        }
    }

    [Fact]
    public async Task Start_TheStateIsLostAndAFileCameMeanwhile_RunsThatHourAsALaterAttempt()
    {
        await LiveAsync(new Process(_world));
        _world.Storage.Clear();
        _world.Files[World.Hour] = ["a", "late"];
        _world.AddRows(World.Hour, 120, "m2");

        await LiveAsync(new Process(_world));

        _world.Executed.Count.ShouldBe(4);
        _world.Executed[^1].ShouldSatisfyAllConditions(order => order.Hour.ShouldBe(World.Hour), order => order.Attempt.ShouldBe(2));
    }

    [Fact]
    public async Task Rebuild_AnHoursChangedDevicesAreGone_SaysWhichHour()
    {
        await LiveAsync(new Process(_world));
        _world.ChangedDevices = 7;

        var rebuild = await RebuildAsync(new Process(_world));

        rebuild.State.ShouldBe(RebuildState.Failed);
        rebuild.Lost.ShouldBe([World.Hour, World.Hour - 1, World.Hour - 2]);
        rebuild.Reason.ShouldContain("gone from runs/, such as of 2026-11-22T10: run those hours again");
    }

    private static async Task LiveAsync(Process process)
    {
        await using (process)
        {
            await process.TickAsync();
        }
    }

    private async Task<RebuildRecord> RebuildAsync(Process process, bool dies = false)
    {
        await using (process)
        {
            try
            {
                await process.On(async () =>
                {
                    await process.Coordinator.LoadAsync();
                    await process.Coordinator.RebuildAsync();
                    await process.Coordinator.Work;
                });
            }
            catch (Exception) when (dies)
            {
                // What is left is the next process's.
            }
        }

        return _world.Ledger.Rebuild ?? RebuildRecord.Begin("none", default);
    }
}
