using Maas.EmrStandIn.Clusters;

namespace Maas.EmrStandIn.Steps;

/// <summary>Executes a step to its end.</summary>
internal interface IStepRunner
{
    /// <summary>Cancelling kills what the step runs.</summary>
    Task<StepResult> RunAsync(StandInCluster cluster, StandInStep step, CancellationToken cancellationToken);
}

/// <summary>How a step ended.</summary>
/// <param name="Succeeded">Whether its program exited with 0.</param>
/// <param name="LogFile">The address of what it printed; empty when the cluster has no place for logs.</param>
internal sealed record StepResult(bool Succeeded, string LogFile);
