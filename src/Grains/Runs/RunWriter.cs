using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>Writes one run's moves to the ledger. A run that has ended meanwhile, such as one cancelled before its turn, stays as it is.</summary>
internal sealed class RunWriter(HourLedger ledger, HourScan scan, TimeProvider time)
{
    public async Task<RunRecord> FindAsync(RunRecord run) => (await ledger.FindAsync(run.Hour))!.Find(run.Id)!;

    public async Task<RunRecord> MoveAsync(RunRecord run, Func<HourEntry, DateTimeOffset, HourEntry> move)
    {
        var entry = await ledger.ChangeAsync(
            run.Hour,
            entry => entry.Find(run.Id)!.State.IsEnded() ? entry : move(entry, time.GetUtcNow())
        );
        return entry.Find(run.Id)!;
    }

    public Task<RunRecord> BeginAsync(RunRecord run) =>
        run.State == RunState.Running ? Task.FromResult(run) : MoveAsync(run, (entry, now) => entry.Begin(run.Id, now));

    /// <summary>Keeps what the engine has told so far; nothing is written when it has told nothing.</summary>
    public Task<RunRecord> FollowAsync(RunRecord run, ActiveRun active) =>
        active is { Steps.IsEmpty: true, Cluster: null }
            ? Task.FromResult(run)
            : MoveAsync(run, (entry, _) => entry.Follow(run.Id, active.Steps, active.Cluster));

    /// <summary>Fails the run; one that lost to a later attempt lets the next try pass that.</summary>
    public Task<RunRecord> FailAsync(RunRecord run, Exception cause) =>
        FailAsync(run, cause.Message, entry => cause is StaleRunException stale ? entry.RaiseAttempt(stale.CommittedAttempt) : entry);

    public Task<RunRecord> FailAsync(RunRecord run, string reason, Func<HourEntry, HourEntry>? also = null) =>
        MoveAsync(run, (entry, now) => (also is null ? entry : also(entry)).Fail(run.Id, reason, scan.Mark(run.Hour), now, ledger.Policy));

    public Task<RunRecord> CancelAsync(RunRecord run) =>
        MoveAsync(run, (entry, now) => entry.Cancel(run.Id, scan.Mark(run.Hour), now, ledger.Policy));
}
