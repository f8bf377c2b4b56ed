using Maas.SparkJobs.Files;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines;

/// <summary>Executes a plan. A failure is a <see cref="BatchStepException"/> that names the step.</summary>
internal interface IBatchEngine
{
    /// <summary>The engine and its version, such as <c>DuckDB v1.5.6</c>.</summary>
    string Name { get; }

    /// <summary>Where it opens what it reads, and leaves what it writes.</summary>
    ILakeFiles Files { get; }

    /// <summary>The text that it would execute for the plan, statement by statement: what is kept beside the run.</summary>
    string Describe(RunPlan plan);

    Task<EngineResult> ExecuteAsync(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken);
}
