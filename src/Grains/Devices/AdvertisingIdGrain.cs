using System.Collections.Immutable;
using Maas.Contracts.Devices;
using Maas.Tracking.Devices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Storage;

namespace Maas.Grains.Devices;

/// <summary>
/// The devices that carry an advertising id. Nearly all have one, and it is asked for rarely, so the grain leaves memory after each change.
/// </summary>
[GrainType("advertisingid")]
internal sealed class AdvertisingIdGrain(
    IGrainContext context,
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    IOptions<DeviceRegistryOptions> options
) : IGrainBase, IAdvertisingIdGrain
{
    internal const string StateName = "devices";

    private readonly GrainState<AdvertisingIdRecord> _record = new() { State = new AdvertisingIdRecord() };

    public IGrainContext GrainContext { get; } = context;

    private ImmutableSortedSet<string> Keys => _record.State!.DeviceKeys;

    public Task OnActivateAsync(CancellationToken cancellationToken) => storage.ReadStateAsync(StateName, GrainContext.GrainId, _record);

    public async Task<bool> Add(string deviceKey)
    {
        var max = options.Value.KeysPerAdvertisingIdMax;
        await ChangeAsync(keys => keys.Count < max ? keys.Add(deviceKey) : keys);
        return Keys.Contains(deviceKey);
    }

    public Task Remove(string deviceKey) => ChangeAsync(keys => keys.Remove(deviceKey));

    public Task Clear() => ChangeAsync(keys => keys.Clear());

    public Task<ImmutableArray<string>> Find()
    {
        if (Keys.IsEmpty)
        {
            this.DeactivateOnIdle();
        }

        return Task.FromResult(Keys.ToImmutableArray());
    }

    private async Task ChangeAsync(Func<ImmutableSortedSet<string>, ImmutableSortedSet<string>> change)
    {
        this.DeactivateOnIdle();
        for (var attempt = 1; change(Keys) is var changed && changed != Keys; attempt++)
        {
            var before = _record.State;
            try
            {
                _record.State = new AdvertisingIdRecord { DeviceKeys = changed };
                await storage.WriteStateAsync(StateName, GrainContext.GrainId, _record);
                return;
            }
            catch (InconsistentStateException) when (attempt < options.Value.SaveAttemptsMax)
            {
                // A second activation has saved since: the change is made again on what it saved.
                await storage.ReadStateAsync(StateName, GrainContext.GrainId, _record);
            }
            catch
            {
                _record.State = before;
                throw;
            }
        }
    }
}
