using Maas.Contracts.Devices;
using Maas.Grains.Devices;
using Maas.Tracking.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Storage;

namespace Maas.Grains.Runs;

/// <summary>
/// Goes through what grain storage holds and has each grain drop its own record, so that no grain's memory brings it back. The index goes
/// first: a device that still counts as indexed is dropped after it, and so adds itself again.
/// </summary>
internal sealed class RegistryDrop(
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    IGrainFactory grains,
    IOptions<RunsOptions> options,
    TimeProvider time
) : IRegistryDrop
{
    private readonly GrainRetry _retry = new(options.Value, time);

    public async Task<long> DropAsync(CancellationToken cancellationToken)
    {
        var catalog =
            storage as IStateCatalog
            ?? throw new NotSupportedException($"{storage.GetType().Name} cannot list what it holds, so nothing can be dropped from it");
        try
        {
            var dropped = await EachAsync(
                catalog.ListAsync(AdvertisingIdGrain.StateName, cancellationToken),
                id => grains.GetGrain<IAdvertisingIdGrain>(id).Clear(),
                cancellationToken
            );
            return dropped
                + await EachAsync(
                    catalog.ListAsync(DeviceStore.StateName, cancellationToken),
                    id => grains.GetGrain<IDeviceGrain>(id).Forget(),
                    cancellationToken
                );
        }
        catch (Exception e) when (e is not InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            // A record that cannot be understood stays so; all else is a grain on the move or a storage out of reach.
            throw new RegistryUnavailableException("a part of the registry cannot be dropped now", e);
        }
    }

    private async Task<long> EachAsync(IAsyncEnumerable<string> ids, Func<GrainId, Task> drop, CancellationToken cancellationToken)
    {
        var count = 0L;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.MergeParallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            ids,
            parallel,
            async (id, token) =>
            {
                await _retry.RunAsync(() => drop(GrainId.Parse(id)), token);
                Interlocked.Increment(ref count);
            }
        );
        return count;
    }
}
