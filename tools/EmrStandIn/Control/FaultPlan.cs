using Maas.EmrStandIn.Clusters;

namespace Maas.EmrStandIn.Control;

/// <summary>The faults to come, the clusters that have one, and how often each operation was called. Thread-safe.</summary>
internal sealed class FaultPlan
{
    private static readonly FaultKind[] OfClusters =
    [
        FaultKind.SpotCapacity,
        FaultKind.BootstrapFailure,
        FaultKind.StepFailure,
        FaultKind.Hold,
        FaultKind.StaysIdle,
        FaultKind.Hidden,
    ];

    private readonly Lock _lock = new();
    private readonly List<Fault> _coming = [];
    private readonly Dictionary<string, List<Fault>> _ofClusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _hiddenUntil = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lists;

    public IReadOnlyDictionary<string, int> Calls
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_calls, StringComparer.Ordinal);
            }
        }
    }

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _coming.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _coming.Clear();
        }

        Release();
    }

    /// <summary>Lets every cluster that is held go on.</summary>
    public void Release()
    {
        lock (_lock)
        {
            foreach (var faults in _ofClusters.Values)
            {
                faults.RemoveAll(fault => fault.Kind == FaultKind.Hold);
            }

            _released.SetResult();
            _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Count(string operation)
    {
        lock (_lock)
        {
            _calls[operation] = _calls.GetValueOrDefault(operation) + 1;
        }
    }

    public void CountList() => Interlocked.Increment(ref _lists);

    /// <summary>The call's fault, which is used up by it; null when there is none.</summary>
    public Fault? Take(FaultKind kind, string operation)
    {
        lock (_lock)
        {
            var at = _coming.FindIndex(fault => fault.Kind == kind && (fault.At is null || fault.At == operation));
            return at < 0 ? null : TakeAt(at);
        }
    }

    /// <summary>Gives a new cluster the faults that wait for one.</summary>
    public void Attach(StandInCluster cluster)
    {
        lock (_lock)
        {
            List<Fault> faults = [];
            for (var at = _coming.Count - 1; at >= 0; at--)
            {
                if (!OfClusters.Contains(_coming[at].Kind))
                {
                    continue;
                }

                faults.Add(_coming[at]);
                if (_coming[at].Kind != FaultKind.Hidden)
                {
                    TakeAt(at);
                    continue;
                }

                _hiddenUntil[cluster.Id] = _lists + _coming[at].Count;
                _coming.RemoveAt(at);
            }

            _ofClusters[cluster.Id] = faults;
        }
    }

    public bool Has(StandInCluster cluster, FaultKind kind) => Of(cluster, kind) is not null;

    public bool HasStepFailure(StandInCluster cluster, string step) =>
        Of(cluster, FaultKind.StepFailure) is { } fault && (fault.At ?? cluster.Steps[0].Name) == step;

    public bool IsHidden(StandInCluster cluster)
    {
        lock (_lock)
        {
            return _lists < _hiddenUntil.GetValueOrDefault(cluster.Id);
        }
    }

    /// <summary>Waits while the cluster is held at the state or step.</summary>
    public async Task HeldAsync(StandInCluster cluster, string at, CancellationToken cancellationToken)
    {
        while (IsHeld(cluster, at, out var released))
        {
            await released.WaitAsync(cancellationToken);
        }
    }

    private bool IsHeld(StandInCluster cluster, string at, out Task released)
    {
        lock (_lock)
        {
            released = _released.Task;
            return _ofClusters[cluster.Id].Any(fault => fault.Kind == FaultKind.Hold && fault.At == at);
        }
    }

    private Fault? Of(StandInCluster cluster, FaultKind kind)
    {
        lock (_lock)
        {
            return _ofClusters[cluster.Id].Find(fault => fault.Kind == kind);
        }
    }

    private Fault TakeAt(int at)
    {
        var fault = _coming[at];
        if (fault.Count > 1)
        {
            _coming[at] = fault with { Count = fault.Count - 1 };
        }
        else
        {
            _coming.RemoveAt(at);
        }

        return fault;
    }
}
