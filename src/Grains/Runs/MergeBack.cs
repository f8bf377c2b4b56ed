using Maas.Tracking.Devices;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// Takes what a run changed in the lake back to the device grains. It works off the coordinator's scheduler, reads one page ahead, and
/// calls a bounded number of grains at a time. A merge is a join, so doing a device twice does no harm.
/// </summary>
internal sealed class MergeBack(IHourlyBatch batch, ILakeMerge merge, RunsOptions options, TimeProvider time)
{
    /// <summary>Devices merged between two saves of the progress.</summary>
    public long StretchDevices => (long)options.MergePageDevices * options.MergePagesPerSave;

    /// <summary>
    /// Merges pages from <paramref name="offset"/> on, as many as are merged between two saves of the progress. Returns how many devices
    /// that were; fewer than <see cref="StretchDevices"/> means that none are left.
    /// </summary>
    public Task<long> MergeAsync(RunOrder order, long offset, ActiveRun active, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                var merged = 0L;
                var next = ReadAsync(order, offset, cancellationToken);
                for (var pages = 0; pages < options.MergePagesPerSave; pages++)
                {
                    var page = await next;
                    var isLast = page.Count < options.MergePageDevices;
                    if (!isLast && pages + 1 < options.MergePagesPerSave)
                    {
                        next = ReadAsync(order, offset + merged + page.Count, cancellationToken);
                    }

                    await MergePageAsync(page, active, cancellationToken);
                    merged += page.Count;
                    if (isLast)
                    {
                        break;
                    }
                }

                return merged;
            },
            cancellationToken
        );

    private Task<IReadOnlyList<LakeDevice>> ReadAsync(RunOrder order, long offset, CancellationToken cancellationToken) =>
        RetryAsync(() => batch.ReadChangedDevicesAsync(order, offset, options.MergePageDevices, cancellationToken), cancellationToken);

    private Task MergePageAsync(IReadOnlyList<LakeDevice> page, ActiveRun active, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MergeParallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            page,
            parallel,
            async (device, token) =>
            {
                await RetryAsync(
                    async () =>
                    {
                        await merge.MergeAsync(device);
                        return true;
                    },
                    token
                );
                active.AddMerged();
            }
        );
    }

    /// <summary>Tries again with a growing wait: a grain may be moving, its storage busy. The last failure is the run's.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when (e is not OperationCanceledException && tries < options.MergeTriesMax)
            {
                await Task.Delay(options.MergeRetryDelay * Math.Pow(2, tries - 1), time, cancellationToken);
            }
        }
    }
}
