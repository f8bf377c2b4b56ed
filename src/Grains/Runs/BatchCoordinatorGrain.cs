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
        await AnswerAsync(async () =>
        {
            await coordinator.LoadAsync();
            return true;
        });
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

    public Task<RunRequestResult> Request(RunRequest request) => AnswerAsync(() => coordinator.RequestAsync(request));

    public Task<bool> Cancel(string runId) => AnswerAsync(() => coordinator.CancelAsync(runId));

    public Task<RunView?> GetRun(string runId) => AnswerAsync(() => coordinator.GetRunAsync(runId));

    public Task<ImmutableArray<RunView>> ListRuns(int count) => AnswerAsync(() => coordinator.ListRunsAsync(count));

    public Task<ImmutableArray<RunView>> ListMaintenance(int count) => Task.FromResult(coordinator.ListMaintenance(count));

    public Task<ImmutableArray<BackfillView>> ListBackfills() => AnswerAsync(coordinator.ListBackfillsAsync);

    public Task<BackfillView?> GetBackfill(string id) => AnswerAsync(() => coordinator.GetBackfillAsync(id));

    public Task<bool> CancelBackfill(string id) => AnswerAsync(() => coordinator.CancelBackfillAsync(id));

    public Task<ImmutableArray<HourView>> ListHours(int fromHour, int toHour) =>
        AnswerAsync(() => coordinator.ListHoursAsync(fromHour, toHour));

    public Task<RebuildView> Rebuild() => AnswerAsync(coordinator.RebuildAsync);

    public Task<RebuildView?> GetRebuild() => Task.FromResult(coordinator.GetRebuild());

    /// <summary>
    /// What is out of reach is told in words that callers elsewhere can read. One whose ledger another coordinator has written knows too
    /// little to answer: it makes way, and the caller's next call finds one that does.
    /// </summary>
    private async Task<T> AnswerAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LedgerLostException e)
        {
            DeactivateOnIdle();
            throw new RunsUnavailableException(e.Message);
        }
        catch (Exception e) when (e is LedgerUnavailableException or IOException)
        {
            throw new RunsUnavailableException(e.Message);
        }
    }
}
