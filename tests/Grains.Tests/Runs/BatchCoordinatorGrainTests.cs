using Maas.Contracts.Runs;
using Maas.Grains.Runs;
using Maas.Tracking.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Maas.Grains.Tests.Runs;

/// <summary>The coordinator in a real silo: its start, its reminder's tick, reads while it works, and silos that go away under it.</summary>
public sealed class BatchCoordinatorGrainTests
{
    private readonly World _world = new();

    public BatchCoordinatorGrainTests() => _world.AddRows(World.Hour, 5);

    [Fact]
    public async Task Silo_Starts_RunsWhatIsDueByItself()
    {
        await using var process = new Process(_world);
        var told = NextOutcome(process);
        await using var cluster = await StartAsync(process);

        (await told).State.ShouldBe(RunState.Succeeded);

        var grain = Coordinator(cluster);
        var run = (await grain.ListRuns(10)).ShouldHaveSingleItem();
        run.Books!.Read.ShouldBe(5);
        run.Transitions.Length.ShouldBe(6);
        (await grain.GetRun(run.Id))!.Id.ShouldBe(run.Id);
        (await grain.ListHours(World.Hour.Index, World.Hour.Index + 1)).ShouldHaveSingleItem().State.ShouldBe(HourState.Done);
    }

    [Fact]
    public async Task ReceiveReminder_HourHasClosedSince_RunsIt()
    {
        await using var process = new Process(_world);
        var told = NextOutcome(process);
        await using var cluster = await StartAsync(process);
        await told;
        _world.AddRows(World.Hour + 1, 7);
        _world.Time.SetUtcNow((World.Hour + 1).End + World.Grace);
        told = NextOutcome(process);

        await Coordinator(cluster).AsReference<IRemindable>().ReceiveReminder("tick", default);

        (await told).Hour.ShouldBe(World.Hour + 1);
    }

    [Fact]
    public async Task Request_BadPeriod_ReachesTheCallerAsARefusal()
    {
        await using var process = new Process(_world);
        await using var cluster = await StartAsync(process);

        var result = await Coordinator(cluster).Request(new(5, 5, DryRun: false));

        result.Refusal.ShouldBe(new RunRefusal(RunRefusalKind.Period, "The period is empty: 'to' must be later than 'from'."));
    }

    [Fact]
    public async Task Deactivation_InTheMiddleOfARun_TheNextActivationFinishesIt()
    {
        await using var process = new Process(_world);
        var began = Hang(process);
        await using var cluster = await StartAsync(process);
        await began;
        var grain = Coordinator(cluster);
        var id = (await grain.ListRuns(1)).ShouldHaveSingleItem().Id;

        process.Batch.OnExecute = null;
        var told = NextOutcome(process);
        await cluster.DeactivateAsync(grain);
        await grain.Start();

        (await told).RunId.ShouldBe(id);
        (await grain.GetRun(id))!.ShouldSatisfyAllConditions(r => r.State.ShouldBe(RunState.Succeeded), r => r.Attempt.ShouldBe(2));
        _world.Commits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Silo_StopsInTheMiddleOfARun_TheNextSiloFinishesIt()
    {
        await using (var process = new Process(_world))
        {
            var began = Hang(process);
            await using var cluster = await StartAsync(process);
            await began;
            (await Coordinator(cluster).ListRuns(1)).ShouldHaveSingleItem().State.ShouldBeOneOf(RunState.Submitted, RunState.Running);
        }

        await using var next = new Process(_world);
        var told = NextOutcome(next);
        await using var again = await StartAsync(next);

        (await told).State.ShouldBe(RunState.Succeeded);
        _world.Commits.ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    /// <summary>What retention asks: of three hours one is done, one failed, and of one nothing is known.</summary>
    [Fact]
    public async Task DoneHours_AskedOfTheCoordinator_AreThoseWhoseRunSucceeded()
    {
        _world.AddRows(World.Hour - 1, 10);
        _world.Reads[World.Hour - 1] = [new("demo", 9, 9, 0, 0, 0)];
        await using var process = new Process(_world);
        await process.TickAsync();
        await using var cluster = await StartAsync(process);

        var done = await new LedgerHours(cluster.Client).ListAsync(World.Hour - 2, World.Hour, TestContext.Current.CancellationToken);

        _world.Ledger.LastRun(World.Hour - 1).State.ShouldBe(RunState.Failed);
        done.ShouldBe([World.Hour]);
    }

    private static IBatchCoordinatorGrain Coordinator(InProcessTestCluster cluster) =>
        cluster.Client.GetGrain<IBatchCoordinatorGrain>(IBatchCoordinatorGrain.Key);

    private static Task<RunOutcome> NextOutcome(Process process)
    {
        var told = new TaskCompletionSource<RunOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OnTold = outcome => told.TrySetResult(outcome);
        return told.Task;
    }

    private static Task Hang(Process process)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Batch.OnExecute = (_, token) =>
        {
            began.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        return began.Task;
    }

    private static async Task<InProcessTestCluster> StartAsync(Process process)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.UseInMemoryReminderService();
                silo.AddHourlyRuns(new ConfigurationBuilder().Build());
                silo.Services.Replace(ServiceDescriptor.Transient(_ => process.CreateCoordinator()));
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
