using System.Collections.Immutable;
using Maas.Contracts.Runs;
using Orleans.Placement;

namespace Maas.Grains.Runs;

/// <summary>
/// The grain around <see cref="RunCoordinator"/>: one activation, one scheduler, one reminder. Its own calls are short; the work is a task
/// on this activation's scheduler that a tick, a request or a start wakes, and that interleaves with calls at its awaits.
/// </summary>
[KeepAlive, Immovable]
internal sealed class BatchCoordinatorGrain(RunCoordinator coordinator) : Grain, IBatchCoordinatorGrain, IRemindable
{
    private const string Reminder = "tick";
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Whatever brings it up, it looks for work: its silo may have died in the middle of a run, and the next tick is up to a minute away.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        coordinator.Lost = DeactivateOnIdle;
        await coordinator.LoadAsync();
        coordinator.Wake();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        coordinator.StopAsync(cancellationToken);

    public async Task Start()
    {
        await this.RegisterOrUpdateReminder(Reminder, TickPeriod, TickPeriod);
        coordinator.Wake();
    }

    /// <summary>What is due follows from the ledger, so the tick carries nothing.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        coordinator.Wake();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<RunView>> Request(RunRequest request) => coordinator.RequestAsync(request);

    public Task<bool> Cancel(string runId) => coordinator.CancelAsync(runId);

    public Task<RunView?> GetRun(string runId) => coordinator.GetRunAsync(runId);

    public Task<ImmutableArray<RunView>> ListRuns(int count) => coordinator.ListRunsAsync(count);

    public Task<ImmutableArray<RunView>> ListMaintenance(int count) => Task.FromResult(coordinator.ListMaintenance(count));

    public Task<ImmutableArray<BackfillView>> ListBackfills() => coordinator.ListBackfillsAsync();

    public Task<BackfillView?> GetBackfill(string id) => coordinator.GetBackfillAsync(id);

    public Task<bool> CancelBackfill(string id) => coordinator.CancelBackfillAsync(id);

    public Task<ImmutableArray<HourView>> ListHours(int fromHour, int toHour) => coordinator.ListHoursAsync(fromHour, toHour);

    public Task<RebuildView> Rebuild() => coordinator.RebuildAsync();

    public Task<RebuildView?> GetRebuild() => Task.FromResult(coordinator.GetRebuild());
}
