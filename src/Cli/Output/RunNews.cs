using Maas.Simulation.Service;
using Maas.Tracking.Runs;

namespace Maas.Cli.Output;

/// <summary>What there is to tell of a run under way, a line each: who waits for it is told a line when it is new.</summary>
internal static class RunNews
{
    public static IEnumerable<string> Of(ServiceRun run)
    {
        foreach (var transition in run.Transitions)
        {
            yield return $"{Formats.Time(transition.At)}  {transition.State.ToString().ToLowerInvariant()}";
        }

        if (run.Cluster is not { } cluster)
        {
            yield break;
        }

        // A cluster takes minutes, so what it is at is news. An engine in the service's process is at the next step by then.
        yield return $"cluster {cluster.Id}  {cluster.State}".TrimEnd();
        foreach (var step in run.Steps.Where(static step => step.State != RunStepState.Pending))
        {
            yield return $"step {step.Name}  {step.State.ToString().ToLowerInvariant()}{(step.Log is { } log ? $", log: {log}" : "")}";
        }
    }
}
