namespace Maas.Grains.Runs;

/// <summary>
/// Work that must not hold up the coordinator's scheduler: it runs on the pool, and whoever waits for it stops waiting when told to stop,
/// whether or not the work heeds that.
/// </summary>
internal static class OffScheduler
{
    public static Task RunAsync(Func<Task> act, CancellationToken cancellationToken) =>
        Task.Run(act, cancellationToken).WaitAsync(cancellationToken);

    public static Task<T> RunAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken) =>
        Task.Run(act, cancellationToken).WaitAsync(cancellationToken);
}
