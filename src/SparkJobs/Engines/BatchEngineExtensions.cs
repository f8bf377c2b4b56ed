using System.Diagnostics;
using Maas.SparkJobs.Jobs;
using Maas.Tracking.Runs;

namespace Maas.SparkJobs.Engines;

internal static class BatchEngineExtensions
{
    private const string PublishStep = "outputs/publish";

    /// <summary>Executes the plan and makes its outputs objects, which is one more step. A plan that fails leaves nothing on this machine.</summary>
    public static async Task<EngineResult> ExecuteAndPublishAsync(
        this IBatchEngine engine,
        RunPlan plan,
        TimeProvider time,
        IRunProgress progress,
        CancellationToken cancellationToken
    )
    {
        List<string> folders = [.. plan.Steps.Where(step => step.Kind == StepKind.Output).Select(step => step.Folder)];
        try
        {
            var result = await engine.ExecuteAsync(plan, progress, cancellationToken).ConfigureAwait(false);
            var startedAt = time.GetUtcNow();
            var started = Stopwatch.GetTimestamp();
            progress.Report(new RunStep(PublishStep, startedAt, TimeSpan.Zero, null, RunStepState.Running));
            foreach (var folder in folders)
            {
                await engine.Files.PublishAsync(folder, cancellationToken).ConfigureAwait(false);
            }

            var published = new RunStep(PublishStep, startedAt, Stopwatch.GetElapsedTime(started), null);
            progress.Report(published);
            return result with { Steps = [.. result.Steps, published] };
        }
        catch
        {
            folders.ForEach(engine.Files.Abandon);
            throw;
        }
    }
}
