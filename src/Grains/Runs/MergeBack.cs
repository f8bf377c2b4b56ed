using Maas.Tracking.Devices;
using Maas.Tracking.Runs;

namespace Maas.Grains.Runs;

/// <summary>
/// Takes what a run changed in the lake back to the device grains. It works off the coordinator's scheduler, reads one page ahead, and
/// calls a bounded number of grains at a time. A merge is a join, so doing a device twice does no harm.
/// </summary>
internal sealed class MergeBack(IHourlyBatch batch, ILakeMerge merge, RunsOptions options, TimeProvider time)
{
    private readonly GrainRetry _retry = new(options, time);

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
        _retry.RunAsync(() => batch.ReadChangedDevicesAsync(order, offset, options.MergePageDevices, cancellationToken), cancellationToken);

    private Task MergePageAsync(IReadOnlyList<LakeDevice> page, ActiveRun active, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MergeParallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            page,
            parallel,
            async (device, token) =>
            {
                await _retry.RunAsync(() => merge.MergeAsync(device), token);
                active.AddMerged();
            }
        );
    }
}
