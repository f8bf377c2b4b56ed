using System.Collections.Immutable;

namespace Maas.Contracts.Devices;

/// <summary>
/// Which devices of an app carry an advertising id. Its key is <c>app/idfa/ID</c> or <c>app/gaid/ID</c>, the id in lower case. An answer is
/// a hint that the device confirms: an id may linger here for a moment after a reset, but is never missing once a device's change is saved.
/// </summary>
[Alias("maas.IAdvertisingIdGrain")]
public interface IAdvertisingIdGrain : IGrainWithStringKey
{
    /// <summary>Adds the device and saves before it returns. Idempotent. False when the index is full: the id is not one device's.</summary>
    [Alias("Add")]
    Task<bool> Add(string deviceKey);

    /// <summary>Removes the device and saves before it returns. Idempotent.</summary>
    [Alias("Remove")]
    Task Remove(string deviceKey);

    /// <summary>Removes all devices and saves before it returns: the registry is being rebuilt.</summary>
    [Alias("Clear")]
    Task Clear();

    /// <summary>The device keys, in ordinal order.</summary>
    [Alias("Find")]
    Task<ImmutableArray<string>> Find();
}
