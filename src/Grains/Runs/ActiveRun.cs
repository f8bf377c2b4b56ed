using System.Collections.Immutable;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// The run under way as it lives in memory: its engine's steps so far and the merge-back's progress, which the ledger stores only now and
/// then. The engine reports from its own threads, readers look from the coordinator's scheduler.
/// </summary>
internal sealed class ActiveRun(string runId, CancellationTokenSource cancellation) : IProgress<RunStep>
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ImmutableArray<RunStep> _steps = [];
    private long _merged;

    public string RunId => runId;

    /// <summary>Completes with the engine's first step.</summary>
    public Task Begun => _begun.Task;

    public long Merged => Interlocked.Read(ref _merged);

    public ImmutableArray<RunStep> Steps
    {
        get
        {
            lock (_lock)
                return _steps;
        }
    }

    /// <summary>A step that began, or, reported again, that ended.</summary>
    public void Report(RunStep value)
    {
        lock (_lock)
        {
            var known = _steps.FirstOrDefault(step => step.Name == value.Name && step.StartedAt == value.StartedAt);
            if (known is not null)
                _steps = _steps.Replace(known, value);
            else if (_steps.Length < RunRecord.StepsMax)
                _steps = _steps.Add(value);
        }

        _begun.TrySetResult();
    }

    public void StartMerge(long merged) => Interlocked.Exchange(ref _merged, merged);

    public void AddMerged() => Interlocked.Increment(ref _merged);

    public Task CancelAsync() => cancellation.CancelAsync();
}
