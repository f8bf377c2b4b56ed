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

    /// <summary>What keeps the lake tidy: an engine whose start costs minutes leaves that to another.</summary>
    IBatchEngine Housekeeper => this;

    Task<EngineResult> ExecuteAsync(RunPlan plan, IRunProgress progress, CancellationToken cancellationToken);

    /// <summary>Whether an earlier process has handed the attempt over, so that it is taken up rather than begun.</summary>
    Task<bool> HasBegunAsync(RunOrder order, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc cref="IHourlyBatch.CanResumeAsync"/>
    Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc cref="IHourlyBatch.ListAtWorkAsync"/>
    Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunOrder>>([]);

    /// <summary>Ends whatever works on the attempt outside this process, leaves the reason with it, and waits until it has ended.</summary>
    Task EndAsync(RunOrder order, string because, CancellationToken cancellationToken) => Task.CompletedTask;
}
