using Orleans.Concurrency;

namespace Maas.Contracts.Devices;

/// <summary>One device of one app, live. Its key is <c>app/deviceKey</c>; see <see cref="DeviceAddress"/>.</summary>
[Alias("maas.IDeviceGrain")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>
    /// Deduplicates the events, applies the device's consent, makes what is new durable and only then changes the device's state.
    /// Interleaves: while one append waits for its flush another may begin; a copy of an event in flight shares that append's outcome.
    /// </summary>
    [Alias("Append")]
    [AlwaysInterleave]
    Task<AppendResult> Append(DeviceEvents events);

    /// <summary>The device as it is known, or null when the registry holds nothing of it.</summary>
    [Alias("Get")]
    [AlwaysInterleave]
    Task<DeviceView?> Get(DeviceViewKind view);

    /// <summary>Joins what an hourly run found into the state. Idempotent; an older row never overwrites a newer group.</summary>
    [Alias("MergeLake")]
    [AlwaysInterleave]
    Task MergeLake(LakeDeviceMessage device);

    /// <summary>Whether the device carries this advertising id now: the confirmation of an index's answer.</summary>
    [Alias("Carries")]
    [AlwaysInterleave]
    Task<bool> Carries(AdvertisingIdKind kind, string advertisingId);

    /// <summary>
    /// Forgets, in memory and in storage, everything but what the owner refuses, also when this program cannot read it: the registry is being
    /// rebuilt. Idempotent.
    /// </summary>
    [Alias("Forget")]
    [AlwaysInterleave]
    Task Forget();
}
