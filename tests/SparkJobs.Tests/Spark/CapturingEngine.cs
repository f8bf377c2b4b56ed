using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>Lets another engine work, and remembers the plan.</summary>
internal sealed class CapturingEngine(IBatchEngine engine) : IBatchEngine
{
    public RunPlan? Plan { get; private set; }

    public string Name => engine.Name;

    public ILakeFiles Files => engine.Files;

    public string Describe(RunPlan plan) => engine.Describe(plan);

    public Task<EngineResult> ExecuteAsync(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken)
    {
        Plan = plan;
        return engine.ExecuteAsync(plan, progress, cancellationToken);
    }
}
