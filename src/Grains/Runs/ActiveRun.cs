using System.Collections.Immutable;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// The run under way as it lives in memory: its engine's steps so far and the merge-back's progress, which the ledger stores only now and
/// then. The engine reports from its own threads, readers look from the coordinator's scheduler.
/// </summary>
internal sealed class ActiveRun(string runId, CancellationTokenSource cancellation) : IRunProgress
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private TaskCompletionSource _clusterChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<RunStep> _steps = [];
    private RunCluster? _cluster;
    private long _merged;

    public string RunId => runId;

    /// <summary>Completes with the first thing that the engine tells.</summary>
    public Task Begun => _begun.Task;

    public long Merged => Interlocked.Read(ref _merged);

    public ImmutableArray<RunStep> Steps
    {
        get
        {
            lock (_lock)
            {
                return _steps;
            }
        }
    }

    public RunCluster? Cluster
    {
        get
        {
            lock (_lock)
            {
                return _cluster;
            }
        }
    }

    /// <summary>Completes when the cluster next changes in more than its cost. Ask before looking at <see cref="Cluster"/>.</summary>
    public Task ClusterChange
    {
        get
        {
            lock (_lock)
            {
                return _clusterChanged.Task;
            }
        }
    }

    /// <summary>A step in its present state; one of the same name is replaced.</summary>
    public void Report(RunStep value)
    {
        lock (_lock)
        {
            var known = _steps.FirstOrDefault(step => step.Name == value.Name);
            if (known is not null)
            {
                _steps = _steps.Replace(known, value);
            }
            else if (_steps.Length < RunRecord.StepsMax)
            {
                _steps = _steps.Add(value);
            }
        }

        _begun.TrySetResult();
    }

    public void Report(RunCluster value)
    {
        lock (_lock)
        {
            var changed = !value.IsLike(_cluster);
            // What it costs cannot be told at every look: the last estimate stays.
            _cluster = _cluster?.Id == value.Id ? value with { CostUsd = value.CostUsd ?? _cluster.CostUsd } : value;
            if (changed)
            {
                _clusterChanged.SetResult();
                _clusterChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        _begun.TrySetResult();
    }

    public void StartMerge(long merged) => Interlocked.Exchange(ref _merged, merged);

    public void AddMerged() => Interlocked.Increment(ref _merged);

    public Task CancelAsync() => cancellation.CancelAsync();
}
