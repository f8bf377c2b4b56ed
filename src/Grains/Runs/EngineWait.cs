using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// Hands an attempt to its engine, or takes it up there, and waits for the result as long as the attempt may take, counted from its
/// submission whichever process that was in. What the engine tells of its cluster meanwhile is kept in the ledger.
/// </summary>
internal sealed class EngineWait(IHourlyBatch batch, RunWriter writer, RunsOptions options, TimeProvider time)
{
    /// <summary>How long an engine that was told to stop is waited for before its attempt is discarded all the same.</summary>
    private static readonly TimeSpan StopWait = TimeSpan.FromMinutes(1);

    public async Task<(RunRecord Run, RunReport Report)> ExecuteAsync(
        RunRecord run,
        ActiveRun active,
        CancellationToken cancelled,
        CancellationToken stopping
    )
    {
        var order = run.Order;
        using var limit = new CancellationTokenSource(TimeLeft(run), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled, limit.Token);
        var execution = Task.Run(() => batch.ExecuteAsync(order, active, stop.Token), CancellationToken.None);
        try
        {
            await Task.WhenAny(execution, active.Begun).WaitAsync(stop.Token);
            run = await writer.BeginAsync(run);
            run = await FollowAsync(run, active, execution, stop.Token);
            return (run, await execution.WaitAsync(stop.Token));
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancelled.IsCancellationRequested)
        {
            throw Overdue(e);
        }
        finally
        {
            // Whatever ended the wait, the engine is told. Its attempt is discarded next, so it is waited for, unless the silo stops.
            await stop.CancelAsync();
            await ((Task)execution)
                .WaitAsync(StopWait, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<RunRecord> FollowAsync(RunRecord run, ActiveRun active, Task execution, CancellationToken stop)
    {
        while (!execution.IsCompleted)
        {
            var change = active.ClusterChange;
            if (active.Cluster is { } cluster && !cluster.IsLike(run.Cluster))
            {
                run = await writer.FollowAsync(run, active);
            }

            await Task.WhenAny(execution, change).WaitAsync(stop);
        }

        return run;
    }

    private TimeSpan TimeLeft(RunRecord run)
    {
        var left = options.AttemptTimeMax - (time.GetUtcNow() - run.SubmittedAt!.Value);
        return left > TimeSpan.Zero ? left : throw Overdue();
    }

    private TimeoutException Overdue(Exception? cause = null) =>
        new($"the attempt took longer than {options.AttemptTimeMax} ({RunsOptions.Section}:AttemptTimeMax)", cause);
}
