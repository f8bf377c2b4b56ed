using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines.Spark;

/// <summary>
/// A Spark to run scripts on: a process on this machine, or a cluster. What the scripts write is found in the object store afterwards, under
/// the addresses that they name.
/// </summary>
public interface ISparkRunner
{
    /// <summary>The engine and its version, such as <c>Spark 3.5.6 on local[*]</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Where a run keeps what only its own scripts read, under an address that every process of the run reaches, without a slash at its
    /// end. The runner sees to it that it is empty before the run and gone some time after it.
    /// </summary>
    string WorkFolder(string run);

    /// <summary>
    /// Runs the scripts to their end and returns the steps with their times. When it returns or throws, nothing of the run still writes.
    /// </summary>
    /// <exception cref="BatchStepException">It failed, in the step that the exception names.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IReadOnlyList<RunStep>> RunAsync(SparkRun run, IRunProgress progress, CancellationToken cancellationToken);

    /// <summary>Whether an earlier process has handed the attempt over, so that it is taken up rather than begun.</summary>
    Task<bool> HasBegunAsync(RunOrder order, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc cref="IHourlyBatch.CanResumeAsync"/>
    Task<bool> CanResumeAsync(RunOrder order, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc cref="IHourlyBatch.ListAtWorkAsync"/>
    Task<IReadOnlyList<RunOrder>> ListAtWorkAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunOrder>>([]);

    /// <summary>Ends whatever works on the attempt outside this process, leaves the reason with it, and waits until it has ended.</summary>
    Task EndAsync(RunOrder order, string because, CancellationToken cancellationToken) => Task.CompletedTask;
}
