using Maas.EmrStandIn.Control;
using Maas.EmrStandIn.Steps;

namespace Maas.EmrStandIn.Clusters;

/// <summary>Walks clusters through their states and runs their steps, one after the other.</summary>
internal sealed partial class ClusterLife(
    FaultPlan faults,
    IStepRunner runner,
    EmrStandInOptions options,
    TimeProvider time,
    IHostApplicationLifetime host,
    ILogger<ClusterLife> logger
)
{
    public void Begin(StandInCluster cluster)
    {
        faults.Attach(cluster);
        _ = Task.Run(() => LiveAsync(cluster), CancellationToken.None);
    }

    private async Task LiveAsync(StandInCluster cluster)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cluster.Terminating, host.ApplicationStopping);
        try
        {
            Log.Entered(logger, cluster.Id, cluster.Name, "STARTING");
            await StayAsync(cluster, end.Token);
            if (faults.Has(cluster, FaultKind.SpotCapacity))
            {
                Fail(cluster, "INSTANCE_FLEET_TIMEOUT", "The capacity of the instance fleet could not be provisioned in time.");
                return;
            }

            Enter(cluster, "BOOTSTRAPPING");
            await StayAsync(cluster, end.Token);
            if (faults.Has(cluster, FaultKind.BootstrapFailure))
            {
                Fail(cluster, "BOOTSTRAP_FAILURE", "On the primary instance, bootstrap action 1 returned a non-zero return code.");
                return;
            }

            Enter(cluster, "RUNNING");
            await StayAsync(cluster, end.Token);
            if (!await RunStepsAsync(cluster, end.Token))
            {
                return;
            }

            if (cluster.StaysWhenIdle || faults.Has(cluster, FaultKind.StaysIdle))
            {
                await WaitAsync(cluster, end.Token);
            }

            await TerminateAsync(cluster, "ALL_STEPS_COMPLETED", "Steps completed");
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            await TerminateAsync(cluster, "USER_REQUEST", "Terminated by user request");
        }
        catch (Exception e)
        {
            Log.Broken(logger, e, cluster.Id);
            Fail(cluster, "INTERNAL_ERROR", e.Message);
        }
    }

    /// <summary>False when a step's failure ended the cluster.</summary>
    private async Task<bool> RunStepsAsync(StandInCluster cluster, CancellationToken end)
    {
        foreach (var step in cluster.Steps)
        {
            step.Enter("RUNNING", time.GetUtcNow());
            Log.Step(logger, cluster.Id, step.Name, "RUNNING");
            await faults.HeldAsync(cluster, step.Name, end);
            var result = faults.HasStepFailure(cluster, step.Name)
                ? new StepResult(Succeeded: false, "")
                : await runner.RunAsync(cluster, step, end);
            step.Enter(result.Succeeded ? "COMPLETED" : "FAILED", time.GetUtcNow(), result.LogFile);
            Log.Step(logger, cluster.Id, step.Name, step.State);
            if (result.Succeeded || step.ActionOnFailure is "CONTINUE" or "CANCEL_AND_WAIT")
            {
                continue;
            }

            Enter(cluster, "TERMINATING", "STEP_FAILURE", "Shut down as step failed");
            await Task.Delay(options.StateTime, time, CancellationToken.None);
            Fail(cluster, "STEP_FAILURE", "Shut down as step failed");
            return false;
        }

        return true;
    }

    private async Task WaitAsync(StandInCluster cluster, CancellationToken end)
    {
        Enter(cluster, "WAITING");
        await Task.Delay(cluster.IdleTimeout ?? Timeout.InfiniteTimeSpan, time, end);
    }

    private async Task TerminateAsync(StandInCluster cluster, string code, string message)
    {
        CancelSteps(cluster);
        Enter(cluster, "TERMINATING", code, message);
        await Task.Delay(options.StateTime, time, CancellationToken.None);
        Enter(cluster, "TERMINATED", code, message);
    }

    private void Fail(StandInCluster cluster, string code, string message)
    {
        CancelSteps(cluster);
        Enter(cluster, "TERMINATED_WITH_ERRORS", code, message);
    }

    private void CancelSteps(StandInCluster cluster)
    {
        foreach (var step in cluster.Steps.Where(step => !step.IsEnded))
        {
            step.Enter("CANCELLED", time.GetUtcNow());
        }
    }

    private async Task StayAsync(StandInCluster cluster, CancellationToken end)
    {
        await Task.Delay(options.StateTime, time, end);
        await faults.HeldAsync(cluster, cluster.State, end);
    }

    private void Enter(StandInCluster cluster, string state, string? code = null, string? message = null)
    {
        cluster.Enter(state, time.GetUtcNow(), code, message);
        Log.Entered(logger, cluster.Id, cluster.Name, state);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Id} ({Name}): {State}")]
        public static partial void Entered(ILogger logger, string id, string name, string state);

        [LoggerMessage(2, LogLevel.Information, "{Id}, step {Step}: {State}")]
        public static partial void Step(ILogger logger, string id, string step, string state);

        [LoggerMessage(3, LogLevel.Error, "{Id} broke.")]
        public static partial void Broken(ILogger logger, Exception exception, string id);
    }
}
