namespace Maas.Grains.Runs;

/// <summary>
/// Tries a call that a merge-back or a rebuild makes again with a growing wait: a grain may be moving, its storage busy. The last failure is
/// the caller's.
/// </summary>
internal sealed class GrainRetry(RunsOptions options, TimeProvider time)
{
    public Task RunAsync(Func<Task> act, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await act();
                return true;
            },
            cancellationToken
        );

    public async Task<T> RunAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await act();
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested && tries < options.MergeTriesMax)
            {
                await Task.Delay(options.MergeRetryDelay * Math.Pow(2, tries - 1), time, cancellationToken);
            }
        }
    }
}
